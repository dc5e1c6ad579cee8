/** The policy for a target with any number of tenants: the embedded one's, with the tenants and people of its seed. Pure. */
import { parseDocument } from 'yaml';

/** The part of the target's seed file that matters here. */
export interface Seed {
  organisations: { id: string; name: string; displayName: string }[];
  accounts: { handle: string; memberships: { organisationId: string; role?: string }[] }[];
}

type Identities = Record<string, Record<string, unknown>>;

/** Somebody of whom the policy does not speak stands for a tenant and role; or is the one who may be managed. */
function identityOf(account: Seed['accounts'][number], { organisations }: Seed): Identities[string] {
  const [membership] = account.memberships;
  return {
    tenant: organisations.find(({ id }) => id === membership?.organisationId)?.name,
    role: membership?.role,
    expect: 'signed-in',
    ...(account.handle.endsWith('-managed') ? { purpose: 'managed' } : {}),
  };
}

/**
 * @param text of the policy of the four tenants
 * @param seed what the target was started with
 * @returns the text of a policy in which everything but tenants and identities is the same
 */
export function policyFor(text: string, seed: Seed): string {
  const document = parseDocument(text);
  const { identities: known } = document.toJS() as { identities: Identities };
  const tenants = seed.organisations.map(({ id, name, displayName }) => [
    name,
    { id, organization: name, display: displayName },
  ]);
  const identities = seed.accounts.map((account) => [
    account.handle,
    known[account.handle] ?? identityOf(account, seed),
  ]);
  document.set('tenants', Object.fromEntries(tenants));
  document.set('identities', Object.fromEntries(identities));
  return document.toString();
}
