/** Checks that the identity provider makes its addresses of its configuration, not of what a request says of its host. */
import type { ProviderAsk, ProviderHostCell } from '../plan/index.ts';
import { ApiClient, type Call } from '../probe/client.ts';
import { HOSTS, namesElsewhere } from '../probe/hosts.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type TokenRequest, silentQuestion } from '../session/authorize.ts';

type Application = Omit<TokenRequest, 'cookie'>;

function pathOf(asks: ProviderAsk, application: Application): string {
  const { query } = silentQuestion(application);
  switch (asks) {
    case 'discovery':
      return '/.well-known/openid-configuration';
    case 'login':
      query.delete('prompt');
      return `/authorize?${query.toString()}`;
    case 'silent':
      return `/authorize?${query.toString()}`;
    case 'logout':
      return '/v2/logout';
    case 'oidc-logout':
      return '/oidc/logout';
  }
}

/** Nobody in particular asks, naming another host in every way; no answer names it. */
export async function providerTrustsNoHost(
  application: Application,
  { asks }: ProviderHostCell,
): Promise<Problem[]> {
  const client = new ApiClient(application.auth0Url, {});
  const path = pathOf(asks, application);
  const [address = ''] = path.split('?');
  const send = (headers: Readonly<Record<string, string>>): Promise<Call> =>
    client.send('GET', { path, headers: { accept: 'text/html, application/json', ...headers } });
  const { status } = (await send({})).answer;
  // A logout of nobody may be refused, and the refusal is looked into as well.
  if (status >= 400 && !asks.includes('logout'))
    throw new Blocked(`${address} of the identity provider answered ${status}: no address would be seen`);
  const problems = await Promise.all(
    HOSTS.map(async (headers): Promise<Problem[]> => {
      const { answer } = await send(headers);
      return namesElsewhere(answer)
        ? [
            {
              request: { method: 'GET', path: address },
              expected: 'addresses of the configuration',
              seen: `the host that ${Object.keys(headers).join(', ')} made up: status ${answer.status}`,
            },
          ]
        : [];
    }),
  );
  return problems.flat();
}
