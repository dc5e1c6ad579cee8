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
export type FactorTrial = keyof typeof TRIALS | 'named' | 'edited';
/** With the tenant that the login names from the start, where that is what is tried. */
export type FactorCell = IdentityCell & {
  trial: FactorTrial;
  tenant?: string;
  /** Whose address takes the place of the person's own, where that is what is tried. */
  other?: string;
};

/** Whichever way the tenancy is told: an address that names an organization is for anybody to write. */
const named = (identity: string, tenants: string[]): Draft<FactorCell>[] =>
  tenants.map((tenant) => ({
    id: `session/second-factor/${identity}/named/${tenant}`,
    title: `${identity}: the password alone does not sign in by a login that names ${tenant} from the start`,
    identity,
    trial: 'named',
    tenant,
  }));

/** The account that is named in place of the person's own: of the same tenant, into which the login leads, and rather one that is of little use. */
function edited(policy: Policy, identity: string): Draft<FactorCell>[] {
  const { tenant } = policy.identities[identity] ?? {};
  const others = Object.entries(policy.identities).filter(
    ([name, other]) =>
      name !== identity &&
      other.tenant === tenant &&
      other.expect === 'signed-in' &&
      other.secondFactor !== true,
  );
  const [other] = others.find(([, { purpose }]) => purpose !== 'matrix') ?? others[0] ?? [];
  return other === undefined
    ? []
    : [
        {
          id: `session/second-factor/${identity}/edited`,
          title: `${identity}: its password and its code do not sign in whoever is named instead after the password`,
          identity,
          trial: 'edited',
          other,
        },
      ];
}

export function secondFactors(policy: Policy): Group<FactorCell>[] {
  return Object.entries(policy.identities).flatMap(([identity, { secondFactor, expect, tenant, also }]) =>
    secondFactor === true && expect !== 'refused'
      ? [
          ...group<FactorCell>(
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
          ),
          ...group<FactorCell>(
            {
              title: `The second factor of ${identity} signs in nobody else`,
              gate: 'session',
              rule: 'second-factor-skipped',
              feature: 'sign-in',
            },
            edited(policy, identity),
          ),
        ]
      : [],
  );
}
