/** Checks that a password is compared exactly as it was typed (ASVS 6.2.8): neither cut off nor changed before. */
import { randomBytes } from 'node:crypto';
import type { Credentials, Settings } from '../config/settings.ts';
import type { PasswordCell } from '../plan/index.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { HostedLogin } from '../session/hosted-login.ts';
import { rememberSecrets } from '../session/store.ts';

/** A wrong password, as a control, and the two that are almost right. */
const WRONG_PASSWORDS = 3;

function otherCase(text: string): string {
  return [...text].map((one) => (one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase())).join('');
}

/**
 * Tries passwords at the hosted pages, without a browser.
 *
 * @returns a judge, whose cells share the answers to the right password and to one that is wrong altogether
 */
export function exactPassword(settings: Settings): (cell: PasswordCell) => Promise<Problem[]> {
  const { policy, tenancy, auth0Url, clientId, audience, appUrl, credentials } = settings;

  const statusOf = async (identity: string, { email }: Credentials, password: string): Promise<number> => {
    rememberSecrets([password]);
    const tenant = policy.tenants[policy.identities[identity]?.tenant ?? ''];
    const login = new HostedLogin({
      auth0Url,
      clientId,
      audience,
      redirectUri: `${appUrl}${policy.client.callback}`,
      ...(tenancy === 'organization' && tenant ? { organization: tenant.id } : {}),
    });
    await login.begin();
    return (await login.tryPassword(email, password)).answer.status;
  };

  const control = async (identity: string, known: Credentials): Promise<[right: number, wrong: number]> => {
    const wrong = await statusOf(identity, known, `wrong-${randomBytes(9).toString('hex')}`);
    const right = await statusOf(identity, known, known.password);
    if (right === wrong)
      throw new Blocked(`the right password of ${identity} is answered ${right}, like a wrong one`);
    return [right, wrong];
  };

  let controls: ReturnType<typeof control> | undefined;
  return async ({ identity, typed }) => {
    const attempts = policy.enumeration?.attempts ?? 0;
    if (attempts < WRONG_PASSWORDS)
      throw new Blocked(
        `the policy allows ${attempts} wrong passwords for an account, and ${WRONG_PASSWORDS} are needed: raise "enumeration.attempts"`,
      );
    const known = credentials.get(identity);
    if (!known) throw new Blocked(`there are no credentials for ${identity}`);
    const { password } = known;
    const almost = typed === 'cut' ? password.slice(0, -1) : otherCase(password);
    if (almost === password || almost === '')
      throw new Blocked(`the password of ${identity} has nothing that could be changed so`);
    controls ??= control(identity, known);
    const [right, wrong] = await controls;
    const status = await statusOf(identity, known, almost);
    if (status !== right && status !== wrong)
      throw new Blocked(
        `a password that is almost right is answered ${status}, and neither ${right} nor ${wrong}`,
      );
    return status === right
      ? [
          {
            request: { method: 'POST', path: '/u/login' },
            expected: `status ${wrong}, as for a wrong password`,
            seen: `status ${status}, as for the right one`,
          },
        ]
      : [];
  };
}
