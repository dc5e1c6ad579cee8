/** What the checks of malformed input share, and the one of routes that nobody has. */
import { succeeded } from './workshop.ts';
import { disclosuresIn, tellingHeaders } from '../oracle/disclosure.ts';
import { errorProblems } from '../oracle/denied.ts';
import { barer } from '../oracle/security-headers.ts';
import type { OperationCell } from '../plan/cells.ts';
import { madeBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import type { Problem } from '../record/problem.ts';
import type { World } from './world.ts';

/** What an answer of success tells of the inside. */
export function toldProblems({ answer, request }: Call): Problem[] {
  return [...disclosuresIn(answer.text), ...tellingHeaders(answer.headers)].map((seen) => ({
    rule: 'error-disclosure',
    request,
    expected: 'an answer that tells nothing of the inside',
    seen,
  }));
}

/** What the head of an error lacks, by which a browser would know how to treat it. */
export const barenessProblems = ({ answer, request }: Call, ordinary: readonly Call['answer'][]): Problem[] =>
  barer(answer, ordinary).map((name) => ({
    rule: 'security-header-missing',
    request,
    expected: `${name}, which other answers of the API have`,
    seen: `no such header with status ${answer.status}`,
  }));

/** Removes what an operation made although it should not have. */
export async function unmake(
  world: World,
  { operation, tenant }: Pick<OperationCell, 'operation' | 'tenant'>,
  call: Call,
  parent: Binding,
): Promise<void> {
  const resource = madeBy(world.policy, operation);
  const id = (call.answer.json as Record<string, unknown> | undefined)?.[
    world.policy.resources[resource ?? '']?.id ?? ''
  ];
  if (!resource || !succeeded(call) || id === undefined) return;
  const identity = world.workshop.ownerOf(resource, tenant);
  const binding = await world.workshop.keep(resource, tenant, identity, call, parent);
  await world.workshop.discard({ resource, identity, binding, ...(tenant ? { tenant } : {}) });
}

/** Addresses of routes that frameworks and servers have by themselves, and of others that nothing has. */
const ROUTES = [
  '/no-such-route',
  '/api/no-such-route',
  '/debug',
  '/metrics',
  '/actuator/env',
  '/server-status',
  '/graphql',
  '/swagger.json',
  '/__proto__',
  '/%zz',
  '/api/v1/..%2f..%2fetc%2fpasswd',
];

/** An address that the API answers, whoever asks. */
export const ordinaryPath = ({ policy: { documents } }: World): string =>
  documents.openapi ?? documents.ready ?? '/';

/** A route that does not exist is refused by the contract, for programs and browsers alike, and tells nothing. */
export async function unknownRoute(world: World): Promise<Problem[]> {
  const client = await world.clientOf('anonymous');
  const files = Object.keys(world.policy.corpus.files).filter((path) => path.startsWith('/'));
  const asked = [
    ...[...ROUTES, ...files].map((path) => ({ path, headers: {} })),
    { path: '/no-such-route', headers: { accept: 'text/html,application/xhtml+xml' } },
  ];
  const [ordinary, ...calls] = await Promise.all(
    [{ path: ordinaryPath(world), headers: {} }, ...asked].map((shape) => client.send('GET', shape)),
  );
  return calls.flatMap((call) =>
    call.answer.status >= 400
      ? [
          ...errorProblems(call, world.policy.errors),
          ...barenessProblems(call, ordinary ? [ordinary.answer] : []),
        ]
      : [{ request: call.request, expected: 'a refusal', seen: `status ${call.answer.status}` }],
  );
}
