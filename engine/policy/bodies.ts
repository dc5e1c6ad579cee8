/** The bodies with which an operation is called: the one of every check, and those that the policy names besides. Pure. */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import type { Located } from './references.ts';

/** The operation as it is called with one of its other bodies; with its usual one where none is named. */
export function withBody(operation: OperationPolicy, name: string | undefined): OperationPolicy {
  if (name === undefined) return operation;
  const body = operation.bodies[name];
  if (!body) throw new Error(`${operation.method} ${operation.path} has no body “${name}”`);
  return { ...operation, body };
}

/** The names of all bodies; the usual one has none. */
export const bodiesOf = ({ bodies }: OperationPolicy): (string | undefined)[] => [
  undefined,
  ...Object.keys(bodies),
];

/** The resources that a body refers to, each once. */
export const referredTo = ({ body }: Pick<OperationPolicy, 'body'>): string[] => [
  ...new Set([...JSON.stringify(body ?? {}).matchAll(/\{\{id:([^}]+)\}\}/g)].map(([, name]) => name ?? '')),
];

/** What is wrong with the bodies of an operation of a policy. */
export function mistakesInBodies(policy: Policy, name: string, operation: OperationPolicy): Located[] {
  const at = ['operations', name];
  const others = Object.entries(operation.bodies);
  const all = [
    ...(operation.body ? [{ says: '"body"', path: [...at, 'body'], body: operation.body }] : []),
    ...others.map(([other, body]) => ({ says: `"${other}"`, path: [...at, 'bodies', other], body })),
  ];
  const mistakes: Located[] = [];
  if (others.length > 0 && (!operation.writes || operation.scope === 'public'))
    mistakes.push({
      path: [...at, 'bodies'],
      message: 'are only for an operation that writes and needs a sign-in',
    });
  if (others.length > 0 && operation.form)
    mistakes.push({ path: [...at, 'bodies'], message: 'are never sent: "form" is sent in their place' });
  all.forEach(({ path, body }, index) => {
    const same = all.slice(0, index).find((before) => JSON.stringify(before.body) === JSON.stringify(body));
    if (same) mistakes.push({ path, message: `is the same as ${same.says}` });
    for (const resource of referredTo({ body }))
      if (!(resource in policy.resources))
        mistakes.push({ path, message: `has {{id:${resource}}}, which is not a resource of this policy` });
  });
  return mistakes;
}
