/**
 * What was written down stays written down: the entries about a row stand in the log, as they were, when the row is gone for
 * good. One of everything that a tenant's people make and remove is made, changed and removed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Policy } from '../../policy/types.ts';
import type { World } from '../checks/world.ts';
import { addedTo } from '../oracle/told-elsewhere.ts';
import { ALONE_LANE, type Draft, group, identitiesOf } from '../plan/cells.ts';
import { logsOf } from '../policy/resources.ts';
import type { Row } from '../probe/canaries.ts';
import { readEnds } from '../probe/lists.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Made } from '../session/ledger.ts';
import type { Kind, TenantCell } from './kind.ts';
import { changerOf } from './order-alike.ts';

interface LogKeptCell extends TenantCell {
  /** The resource of the entries. */
  log: string;
  /** What is made and removed. */
  resources: readonly string[];
}

/** Of a log the latest entries stand at one of its ends. */
const PAGES_OF_END = 2;
/** What is written down after the answer is waited for, in milliseconds. */
const PATIENCE = 3_000;
const PAUSE = 50;

async function entriesOf(world: World, { actor, log }: LogKeptCell): Promise<Row[]> {
  const described = world.policy.resources[log];
  if (!described) throw new Blocked(`the policy has no resource ${log}`);
  const client = await world.clientOf(actor);
  const { status, rows } = await readEnds(world.policy, client, described, PAGES_OF_END);
  if (status !== 200) throw new Blocked(`${actor} was answered ${status} by ${described.list}`);
  return rows;
}

/** What the log has besides, once it has so much, or the patience is over. */
async function addedSince(
  world: World,
  cell: LogKeptCell,
  before: readonly Row[],
  enough: number,
): Promise<Row[]> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const added = addedTo(before, await entriesOf(world, cell), idOf(world, cell));
    if (added.length >= enough || Date.now() > end) return added;
    await sleep(PAUSE);
  }
}

const idOf = (world: World, { log }: LogKeptCell): string => world.policy.resources[log]?.id ?? 'id';

/** Makes one, and changes it where it can be changed. */
async function made(world: World, { tenant }: LogKeptCell, resource: string): Promise<Made> {
  const identity = world.workshop.ownerOf(resource, tenant);
  const binding = await world.workshop.fresh(resource, tenant, identity);
  const changer = changerOf(world.policy, resource);
  if (changer !== undefined) await world.call(changer, identity, binding, tenant);
  return { resource, tenant, identity, binding };
}

async function staysWritten(world: World, cell: LogKeptCell): Promise<Problem[]> {
  const before = await entriesOf(world, cell);
  const rows: Made[] = [];
  for (const resource of cell.resources) rows.push(await made(world, cell, resource));
  const written = await addedSince(world, cell, before, rows.length);
  if (written.length === 0)
    throw new Blocked(
      `${cell.operation} has no entry about ${cell.resources.join(', ')}, of which one each was made: nothing could go from it`,
    );
  // The last first: what belongs to another is gone with it.
  for (const one of rows.toReversed()) await world.workshop.discard(one);
  const known = [...before, ...written];
  await addedSince(world, cell, known, 1);
  const now = new Map(
    (await entriesOf(world, cell)).map((row) => [String(row[idOf(world, cell)]), JSON.stringify(row)]),
  );
  const lost = written.filter((row) => now.get(String(row[idOf(world, cell)])) !== JSON.stringify(row));
  const { method, path } = world.operation(cell.operation);
  return lost.slice(0, 1).map((row) => ({
    request: { method, path },
    expected: `the entries of ${cell.operation} about rows that were removed for good, as they were`,
    seen: `${lost.length} of ${written.length} are gone or changed, for example ${JSON.stringify(row).slice(0, 300)}`,
  }));
}

/** What is made at once, and removed; nothing of one person alone, of which a log need not tell. */
const removable = (policy: Policy): string[] =>
  Object.entries(policy.resources).flatMap(([resource, { owner, make, remove }]) =>
    owner === 'tenant' && make.length === 1 && remove.length > 0 ? [resource] : [],
  );

function cellsOf(policy: Policy, log: string, list: string): Draft<LogKeptCell>[] {
  const [tenant = ''] = Object.keys(policy.tenants);
  const [reader] = identitiesOf(policy, tenant, policy.operations[list]?.roles ?? []);
  const resources = removable(policy);
  if (!reader || resources.length === 0) return [];
  return [
    {
      id: `isolation/log-kept/${log}/${tenant}`,
      title: `${reader.name} still reads in ${list} what was written about rows of ${tenant} that are gone for good`,
      operation: list,
      actor: reader.name,
      tenant,
      log,
      resources,
    },
  ];
}

export const logKept: Kind<LogKeptCell> = {
  plan: (policy) =>
    logsOf(policy).flatMap(([log, { list }]) =>
      group<LogKeptCell>(
        {
          title: `${list} keeps what was written about what is removed`,
          gate: 'isolation',
          rule: 'log-rewritten',
          feature: log,
          lane: ALONE_LANE,
        },
        cellsOf(policy, log, list),
      ),
    ),
  judge: staysWritten,
};
