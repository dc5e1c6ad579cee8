/**
 * Requests that say in two ways where they end, written on a bare connection to an operation that makes something: what
 * stands before the API may see another end than the API does, and the next person's request begins in the difference.
 */
import type { Policy } from '../../policy/types.ts';
import { type FramingCell, framingRefused } from '../checks/connections.ts';
import { ALONE_LANE, group } from '../plan/cells.ts';
import { isWritten } from '../plan/disclosure.ts';
import { repeatableWrites } from '../plan/outage.ts';
import { isNamedByRun } from '../policy/resources.ts';
import type { Kind } from './kind.ts';

/** What makes something that is marked and removed again, of a body and without an id. */
function makerIn(policy: Policy) {
  return repeatableWrites(policy).find(({ operation: name, tenant }) => {
    const operation = policy.operations[name];
    return (
      tenant !== undefined &&
      operation?.method === 'POST' &&
      !operation.path.includes('{') &&
      isNamedByRun(operation)
    );
  });
}

export const framings: Kind<FramingCell> = {
  plan: (policy) => {
    const { operation = '', actor = '', tenant = '' } = makerIn(policy) ?? {};
    return group<FramingCell>(
      {
        title: 'A request that ends in two places is refused, and is not taken for two',
        gate: 'disclosure',
        rule: 'malformed-accepted',
        also: ['error-contract', 'error-disclosure', 'server-error'],
        feature: 'API',
        lane: tenant === '' ? ALONE_LANE : tenant,
      },
      Object.entries(policy.corpus.connections).flatMap(([connection, { text }]) =>
        isWritten(text)
          ? [
              {
                id: `disclosure/connection/${connection}`,
                title: `The API refuses ${connection} at an operation that takes the same without it`,
                connection,
                operation,
                actor,
                tenant,
              },
            ]
          : [],
      ),
    );
  },
  judge: framingRefused,
};
