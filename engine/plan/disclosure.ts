/** The fixed checks of the disclosure gate. */
import type { Policy } from '../../policy/types.ts';
import { malformationsOf } from '../probe/malformations.ts';
import { type Group, type OperationCell, group, matrixIdentities, single } from './cells.ts';

export type MalformedCell = OperationCell & { malformation: string };

/** Malformed input to every operation that takes any. */
export function malformed(policy: Policy): Group<MalformedCell>[] {
  return Object.entries(policy.operations).flatMap(([name, operation]) => {
    const actor = matrixIdentities(policy).find(({ role }) => operation.roles.includes(role));
    if (operation.scope === 'public' || !actor) return [];
    return group<MalformedCell>(
      {
        title: `Malformed input to ${name} is answered by the error contract`,
        gate: 'disclosure',
        rule: 'error-contract',
        also: ['error-disclosure', 'server-error'],
        feature: operation.resource ?? name,
      },
      malformationsOf(operation).map((malformation) => ({
        id: `disclosure/malformed/${name}/${malformation}`,
        title: `${name} answers ${malformation} by the error contract and tells nothing`,
        operation: name,
        actor: actor.name,
        malformation,
        ...(actor.tenant ? { tenant: actor.tenant } : {}),
      })),
    );
  });
}

export function disclosureChecks() {
  return {
    unknownRoute: single(
      'disclosure',
      'error-contract',
      'API',
      'unknown-route',
      'An unknown route is answered by the error contract',
    ),
    unknownPage: single(
      'disclosure',
      'error-disclosure',
      'application',
      'unknown-page',
      'An unknown page tells nothing',
    ),
    failedSignIn: single(
      'disclosure',
      'error-disclosure',
      'application',
      'callback-error',
      'A failed callback shows a plain message and echoes nothing',
    ),
  };
}
