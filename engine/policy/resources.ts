/** What a policy says of a resource: who makes it, and by which operations it is read. */
import type { OperationPolicy, Policy, ResourcePolicy } from '../../policy/types.ts';
import { parametersOf } from './references.ts';

/** The resource that has this path parameter. */
export function resourceOf(policy: Policy, parameter: string): [string, ResourcePolicy] | undefined {
  return Object.entries(policy.resources).find(([, resource]) => resource.parameter === parameter);
}

/** The resource that an operation's last path parameter names; undefined for a path without parameters. */
export function addressedBy(policy: Policy, path: string): [string, ResourcePolicy] | undefined {
  const last = parametersOf(path).at(-1);
  return last === undefined ? undefined : resourceOf(policy, last);
}

const reads = ({ method, stream }: OperationPolicy): boolean => method === 'GET' && !stream;

/**
 * The operations by which an effect of this one would show: what is read at the same path, what reads the same
 * resource with the same ids, and the list of the resource. Itself, when it reads.
 */
export function readersOf(policy: Policy, name: string): string[] {
  const operation = policy.operations[name];
  if (!operation) return [];
  if (operation.method === 'GET') return [name];
  const parameters = parametersOf(operation.path).join();
  const same = Object.entries(policy.operations)
    .filter(
      ([, candidate]) =>
        reads(candidate) &&
        (candidate.path === operation.path ||
          (candidate.resource !== undefined &&
            candidate.resource === operation.resource &&
            parameters !== '' &&
            parametersOf(candidate.path).join() === parameters)),
    )
    .map(([found]) => found);
  const list = operation.resource && policy.resources[operation.resource]?.list;
  return [...new Set([...same, ...(list ? [list] : [])])];
}

/** The operation that reads one row of a resource by its id. */
export function readerById(
  policy: Policy,
  { parameter }: Pick<ResourcePolicy, 'parameter'>,
): string | undefined {
  return Object.entries(policy.operations).find(
    ([, operation]) => reads(operation) && operation.path.endsWith(`{${parameter}}`),
  )?.[0];
}

/** The resource of which this operation is the list. */
export function listedBy(policy: Policy, name: string): [string, ResourcePolicy] | undefined {
  return Object.entries(policy.resources).find(([, { list }]) => list === name);
}

/** The lists of what was done: of a tenant, and longer with everything that its people do. */
export function logsOf(policy: Policy): [string, ResourcePolicy][] {
  return Object.entries(policy.resources).filter(([, { owner, grows }]) => owner === 'tenant' && grows);
}

/** Whether the operation makes something that stays: the first step of making a resource. */
export function madeBy(policy: Policy, name: string): string | undefined {
  return Object.entries(policy.resources).find(([, { make }]) => make[0] === name)?.[0];
}

/** Resources whose file the application writes, and the operation that asks for it; what somebody sent is none. */
export const writtenFiles = (
  policy: Policy,
): [resource: string, maker: string, operation: OperationPolicy][] =>
  Object.entries(policy.resources).flatMap(
    ([resource, { file, make, owner }]): [string, string, OperationPolicy][] => {
      const [maker = ''] = make;
      const operation = policy.operations[maker];
      return file && owner !== 'platform' && operation && !operation.form
        ? [[resource, maker, operation]]
        : [];
    },
  );

/** Whether the body of an operation holds a text by which what a run makes is told from everything else. */
export const isNamedByRun = (operation: OperationPolicy | undefined): boolean =>
  JSON.stringify(operation?.body ?? '').includes('{{unique}}');

/**
 * Whether a write can be made again and again on rows of the run's own: it makes a row that is removed afterwards, or
 * gives one a new value.
 */
export function isRepeatable(policy: Policy, name: string): boolean {
  const operation = policy.operations[name];
  if (!operation) return false;
  const own = Object.values(policy.resources).filter(
    ({ owner, make, remove, parent }) =>
      owner !== 'platform' && make.length > 0 && (remove.length > 0 || parent !== undefined),
  );
  const { method, path } = operation;
  const changes =
    (method === 'PATCH' || method === 'PUT') &&
    isNamedByRun(operation) &&
    own.some((resource) => resource === addressedBy(policy, path)?.[1]);
  return changes || own.some(({ make }) => make[0] === name);
}
