/**
 * All tenants write at once through the same operation, each with words of its own: nobody is answered with words of another,
 * or finds them in what it made, whatever one request keeps while another one is carried out.
 */
import { randomBytes } from 'node:crypto';
import type { Policy } from '../../policy/types.ts';
import { takeFile } from '../checks/files.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { ALONE_LANE, type Draft, group, identitiesOf, stewardOf } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import { madeBy, readerById } from '../policy/resources.ts';
import { type Call, validShape } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { wordsOf } from './effect.ts';
import { type Kind, type TenantCell, operationsOf } from './kind.ts';
import { changesStanding, putBack, standingRow } from './standing.ts';

/** Requests of each tenant at once, and how often: what is made must be removed again. */
const AT_ONCE = 3;
const ROUNDS = 3;

interface Writer {
  name: string;
  tenant: string;
}

/** `resource` is what is made; where there is none, what every tenant has is changed. */
type WriteCell = TenantCell & { writers: readonly Writer[]; resource?: string };

/** What was sent as somebody, and everything that came of it: the answer, and what is read of what was made. */
interface Sent {
  writer: Writer;
  call: Call;
  told: readonly Call[];
}

/** One way of writing. */
interface Way {
  send(writer: Writer): Promise<Call>;
  /** What the writer reads of what was made, which is then removed. */
  readAndRemove(writer: Writer, call: Call): Promise<Call[]>;
}

/** Makes rows, or sends files. */
async function making(world: World, { operation: name, writers }: WriteCell, resource: string): Promise<Way> {
  const { workshop, policy } = world;
  const described = policy.resources[resource];
  const operation = world.operation(name);
  const parents = new Map<string, Binding>();
  for (const { tenant } of writers)
    if (described?.parent)
      parents.set(
        tenant,
        await workshop.row(described.parent, tenant, workshop.ownerOf(described.parent, tenant)),
      );
  const reader = described && readerById(policy, described);
  return {
    async send({ name: actor, tenant }) {
      const parent = parents.get(tenant) ?? {};
      const { form } = operation;
      if (!form) return world.call(name, actor, parent, tenant);
      const own = { ...form, content: `${form.content} ${world.mark}${randomBytes(4).toString('hex')}` };
      const shape = validShape({ ...operation, form: own }, parent, () => undefined);
      return (await world.clientOf(actor)).send(operation.method, shape);
    },
    async readAndRemove({ name: actor, tenant }, call) {
      const binding = await workshop.keep(resource, tenant, actor, call, parents.get(tenant));
      const told = reader ? [await world.call(reader, actor, binding, tenant)] : [];
      if (operation.form && described?.file)
        told.push(await takeFile(world, resource, binding, { owner: actor, tenant }));
      await workshop.discard({ resource, tenant, identity: actor, binding });
      return told;
    },
  };
}

/** Changes what every tenant has of its own. */
const changing = (world: World, { operation }: WriteCell): Way => ({
  send: ({ name, tenant }) => world.call(operation, name, {}, tenant),
  readAndRemove: () => Promise.resolve([]),
});

/** Has everybody write at the same time; when that is over, has everybody read what was made. */
async function writeAtOnce(writers: readonly Writer[], way: Way): Promise<Sent[]> {
  const sent = await Promise.all(
    writers.flatMap((writer) =>
      Array.from({ length: AT_ONCE }, async () => ({ writer, call: await way.send(writer) })),
    ),
  );
  const all: Sent[] = [];
  for (const { writer, call } of sent) {
    const read = succeeded(call) ? await way.readAndRemove(writer, call) : [];
    all.push({ writer, call, told: [call, ...read] });
  }
  return all;
}

/** What somebody was told that others sent, or that is another tenant's. */
function mixedUp(world: World, all: readonly Sent[]): Problem[] {
  return all.flatMap(({ writer: { name, tenant }, call, told }) => {
    const others = all.flatMap((each) => (each.call === call ? [] : wordsOf(world, each.call)));
    return told.flatMap(({ answer, request }): Problem[] => {
      const seen = valuesIn(answer.text, [...others, ...world.valuesOfOthers(tenant)], call.sent);
      return seen.length === 0
        ? []
        : [
            {
              actor: name,
              request,
              expected: `nothing but what ${name} sent, also when every tenant writes at once`,
              seen: seen.map((value) => JSON.stringify(value)).join(', '),
            },
          ];
    });
  });
}

/** @throws Blocked where most was refused, or nobody ever found the own words again: then nothing is proven */
function mustShow(world: World, cell: WriteCell, all: readonly Sent[]): void {
  const taken = all.filter(({ call }) => succeeded(call));
  if (taken.length < all.length / 2)
    throw new Blocked(
      `${all.length - taken.length} of ${all.length} answers to ${cell.operation} were no success`,
    );
  const found = taken.filter(({ call, told }) =>
    wordsOf(world, call).some((word) => told.some(({ answer }) => answer.text.includes(word))),
  );
  if (cell.resource !== undefined && found.length === 0)
    throw new Blocked(
      `nobody finds again what was sent to ${cell.operation}: that it is not mixed up proves nothing`,
    );
}

async function keptApart(world: World, cell: WriteCell): Promise<Problem[]> {
  const { operation, resource, writers } = cell;
  // Whoever still had to sign in would come too late.
  await Promise.all(writers.map(({ name }) => world.clientOf(name)));
  const holders = writers.map(({ name: owner, tenant }) => ({ owner, tenant, binding: {} }));
  const before = resource
    ? []
    : await Promise.all(holders.map((holder) => standingRow(world, operation, holder)));
  const way = resource ? await making(world, cell, resource) : changing(world, cell);
  const all: Sent[] = [];
  let problems: Problem[] = [];
  try {
    for (let round = 0; round < ROUNDS && problems.length === 0; round += 1) {
      const sent = await writeAtOnce(writers, way);
      all.push(...sent);
      problems = mixedUp(world, sent);
    }
  } finally {
    for (const [index, row] of before.entries()) {
      const holder = holders[index];
      if (holder) await putBack(world, operation, holder, row);
    }
  }
  if (problems.length === 0) mustShow(world, cell, all);
  return problems.slice(0, 1);
}

/** Whoever writes for each tenant: who keeps what is made, or the first who may. */
const writersOf = (policy: Policy, roles: string[], makes: boolean): Writer[] =>
  Object.keys(policy.tenants).flatMap((tenant) => {
    const able = identitiesOf(policy, tenant, roles);
    const steward = stewardOf(policy, tenant);
    const writer = makes ? able.find(({ name }) => name === steward) : able[0];
    return writer ? [{ name: writer.name, tenant }] : [];
  });

export const loadWrite: Kind<WriteCell> = {
  plan: (policy) =>
    operationsOf(
      policy,
      ({ writes, scope, provenBy }) => writes && scope === 'tenant' && provenBy === undefined,
    ).flatMap(([name, operation]) => {
      const resource = madeBy(policy, name);
      const hasOwnWords =
        operation.form !== undefined || JSON.stringify(operation.body ?? {}).includes('{{unique}}');
      const makes = resource !== undefined && policy.resources[resource]?.owner === 'tenant' && hasOwnWords;
      const changes = changesStanding(policy, name) && parametersOf(operation.path).length === 0;
      const writers = makes || changes ? writersOf(policy, operation.roles, makes) : [];
      const [first, second] = writers;
      const cells: Draft<WriteCell>[] =
        first && second
          ? [
              {
                id: `isolation/load-write/${name}`,
                title: `nobody is answered, or finds again, what is another's by ${name} when all write at once`,
                operation: name,
                actor: first.name,
                tenant: first.tenant,
                writers,
                ...(makes ? { resource } : {}),
              },
            ]
          : [];
      return group<WriteCell>(
        {
          title: `${name} keeps tenants apart when all write at once`,
          gate: 'isolation',
          rule: 'foreign-data-received',
          feature: operation.resource ?? name,
          // It writes at every tenant.
          lane: ALONE_LANE,
        },
        cells,
      );
    }),
  judge: keptApart,
};
