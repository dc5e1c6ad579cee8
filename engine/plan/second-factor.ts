/** The second factor of those who have one. */
import type { Policy } from '../../policy/types.ts';
import { type Draft, type Group, type IdentityCell, group } from './cells.ts';

const TRIALS = {
  asked: 'the password alone does not sign in',
  left: 'whoever leaves the page of the code, and begins anew, is asked for it again',
  wrong: 'a wrong code is refused',
  old: 'the code of five minutes ago is refused',
  twice: 'a code is good once',
} as const;
export type FactorTrial = keyof typeof TRIALS | 'named';
/** With the tenant that the login names from the start, where that is what is tried. */
export type FactorCell = IdentityCell & { trial: FactorTrial; tenant?: string };

/** Whichever way the tenancy is told: an address that names an organization is for anybody to write. */
const named = (identity: string, tenants: string[]): Draft<FactorCell>[] =>
  tenants.map((tenant) => ({
    id: `session/second-factor/${identity}/named/${tenant}`,
    title: `${identity}: the password alone does not sign in by a login that names ${tenant} from the start`,
    identity,
    trial: 'named',
    tenant,
  }));

export function secondFactors(policy: Policy): Group<FactorCell>[] {
  return Object.entries(policy.identities).flatMap(([identity, { secondFactor, expect, tenant, also }]) =>
    secondFactor === true && expect !== 'refused'
      ? group<FactorCell>(
          {
            title: `Nobody signs in as ${identity} without its second factor`,
            gate: 'session',
            rule: 'second-factor-skipped',
            feature: 'sign-in',
          },
          [
            ...(Object.keys(TRIALS) as (keyof typeof TRIALS)[]).map((trial) => ({
              id: `session/second-factor/${identity}/${trial}`,
              title: `${identity}: ${TRIALS[trial]}`,
              identity,
              trial,
            })),
            ...named(identity, tenant === undefined ? also : [tenant, ...also]),
          ],
        )
      : [],
  );
}
