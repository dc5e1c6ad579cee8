/** Checks that the policy and the target's OpenAPI document describe the same operations. */
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const shapeOf = (method: string, path: string): string =>
  `${method.toUpperCase()} ${path.replace(/\{[^}]+\}/g, '{}')}`;

export async function openApiDescribed(world: World): Promise<Problem[]> {
  const path = world.policy.documents.openapi;
  if (!path) throw new Blocked('the policy names no OpenAPI document');
  const client = await world.clientOf('anonymous');
  const { answer, request } = await client.send('GET', { path, headers: {} });
  const paths = (answer.json as { paths?: Record<string, Record<string, unknown>> } | undefined)?.paths;
  if (answer.status !== 200 || !paths)
    throw new Blocked(`${path} answered ${answer.status} and no OpenAPI document`);
  const documented = new Set(
    Object.entries(paths).flatMap(([template, item]) =>
      METHODS.filter((method) => method in item).map((method) => shapeOf(method, template)),
    ),
  );
  const described = new Set(
    Object.values(world.policy.operations).map(({ method, path: template }) => shapeOf(method, template)),
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
