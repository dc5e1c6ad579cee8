/** The target's OpenAPI document: that it and the policy describe the same operations, and what else it tells. */
import type { OperationPolicy } from '../../policy/types.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { oncePerWorld } from './once-per-world.ts';
import type { World } from './world.ts';

interface Parameter {
  name?: string;
  in?: string;
  $ref?: string;
}

type PathItem = Record<string, unknown> & { parameters?: Parameter[] };

interface Document {
  paths: Record<string, PathItem>;
  components?: { parameters?: Record<string, Parameter> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const plainPath = (path: string): string => path.replace(/\{[^}]+\}/g, '{}');
const shapeOf = (method: string, path: string): string => `${method.toUpperCase()} ${plainPath(path)}`;

const documents = oncePerWorld<{ document: Document } & Pick<Call, 'request'>>();

/** Throws Blocked where the policy names no document, or there is none where it says. */
const documentOf = (world: World): Promise<{ document: Document } & Pick<Call, 'request'>> =>
  documents(world, '', async () => {
    const path = world.policy.documents.openapi;
    if (!path) throw new Blocked('the policy names no OpenAPI document');
    const client = await world.clientOf('anonymous');
    const { answer, request } = await client.send('GET', { path, headers: {} });
    const document = answer.json as Document | undefined;
    if (answer.status !== 200 || !document?.paths)
      throw new Blocked(`${path} answered ${answer.status} and no OpenAPI document`);
    return { document, request };
  });

export async function openApiDescribed(world: World): Promise<Problem[]> {
  const { document, request } = await documentOf(world);
  const documented = new Set(
    Object.entries(document.paths).flatMap(([template, item]) =>
      METHODS.filter((method) => method in item).map((method) => shapeOf(method, template)),
    ),
  );
  const described = new Set(
    Object.values(world.policy.operations).map(({ method, path }) => shapeOf(method, path)),
  );
  return [
    ...[...documented]
      .filter((operation) => !described.has(operation))
      .map((operation) => ({
        request,
        expected: 'every documented operation in the policy',
        seen: `${operation} is not in the policy`,
      })),
    ...[...described]
      .filter((operation) => !documented.has(operation))
      .map((operation) => ({
        request,
        expected: 'every operation of the policy in the document',
        seen: `${operation} is not in the document`,
      })),
  ];
}

/** Names of the parameters of the query that the document tells of an operation; none where the policy names no document. */
export async function documentedQuery(world: World, { method, path }: OperationPolicy): Promise<string[]> {
  if (world.policy.documents.openapi === undefined) return [];
  const { document } = await documentOf(world);
  const [, item] =
    Object.entries(document.paths).find(([template]) => plainPath(template) === plainPath(path)) ?? [];
  const own = (item?.[method.toLowerCase()] as PathItem | undefined)?.parameters ?? [];
  const resolved = [...(item?.parameters ?? []), ...own].map(({ $ref, ...parameter }) =>
    $ref === undefined ? parameter : (document.components?.parameters?.[$ref.split('/').at(-1) ?? ''] ?? {}),
  );
  return resolved.flatMap(({ name, in: place }) => (place === 'query' && name !== undefined ? [name] : []));
}
