/** The second factor of those who have one. */
import type { Policy } from '../../policy/types.ts';
import { type Group, type IdentityCell, group } from './cells.ts';

const TRIALS = {
  asked: 'the password alone does not sign in',
  left: 'whoever leaves the page of the code, and begins anew, is asked for it again',
  wrong: 'a wrong code is refused',
  old: 'the code of five minutes ago is refused',
  twice: 'a code is good once',
} as const;
export type FactorTrial = keyof typeof TRIALS;
export type FactorCell = IdentityCell & { trial: FactorTrial };

export function secondFactors(policy: Policy): Group<FactorCell>[] {
  return Object.entries(policy.identities).flatMap(([identity, { secondFactor, expect }]) =>
    secondFactor === true && expect !== 'refused'
      ? group<FactorCell>(
          {
            title: `Nobody signs in as ${identity} without its second factor`,
            gate: 'session',
            rule: 'second-factor-skipped',
            feature: 'sign-in',
          },
          (Object.keys(TRIALS) as FactorTrial[]).map((trial) => ({
            id: `session/second-factor/${identity}/${trial}`,
            title: `${identity}: ${TRIALS[trial]}`,
            identity,
            trial,
          })),
        )
      : [],
  );
}
