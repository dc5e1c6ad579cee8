/** A foreign id takes as long as one that never existed; one route for each resource, one request at a time. */
import type { World } from '../checks/world.ts';
import {
  type Batch,
  TELLING_MS,
  couldTell,
  spreadOf,
  toldAlike,
  toldBy,
  together,
} from '../oracle/timing.ts';
import { ALONE_LANE, group } from '../plan/cells.ts';
import { strangersAt } from '../plan/pairs.ts';
import { addressedBy } from '../policy/resources.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { readable } from './denial.ts';
import { type Kind, type TenantCell, isRead, namesTenantRow, operationsOf } from './kind.ts';

const PAIRS = 40;
const WARM_UP = 3;
/** Batches that are measured before the noise is said to hide whatever there is. */
const BATCHES = 5;

async function batch(world: World, cell: TenantCell, foreign: Binding): Promise<Batch> {
  const { path } = world.operation(cell.operation);
  const home = world.policy.identities[cell.actor]?.tenant;
  const timed = async (binding: Binding): Promise<number> => {
    const start = performance.now();
    await world.call(cell.operation, cell.actor, binding, home);
    return performance.now() - start;
  };
  const times: Batch = { foreign: [], absent: [] };
  for (let index = -WARM_UP; index < PAIRS; index += 1) {
    const absent = world.allAbsent(path);
    // Neither is always first, so that what follows what does not matter.
    const order = index % 2 === 0;
    const first = await timed(order ? foreign : absent);
    const second = await timed(order ? absent : foreign);
    if (index < 0) continue;
    times.foreign.push(order ? first : second);
    times.absent.push(order ? second : first);
  }
  return times;
}

/** As many batches as it takes to see a difference if there were one. Throws Blocked when they are not enough. */
async function enough(world: World, cell: TenantCell, foreign: Binding): Promise<Batch> {
  let times = await batch(world, cell, foreign);
  for (let count = 1; !couldTell(times); count += 1) {
    if (count === BATCHES)
      throw new Blocked(
        `the times of ${times.foreign.length} pairs are too uneven to tell ${TELLING_MS} ms apart (${spreadOf(times)}): run it on a quieter machine`,
      );
    times = together(times, await batch(world, cell, foreign));
  }
  return times;
}

async function takesAsLong(world: World, cell: TenantCell): Promise<Problem[]> {
  const foreign = await readable(world, cell, cell.tenant);
  const first = await enough(world, cell, foreign);
  if (toldBy(first) === undefined) return [];
  const seen = toldAlike([first, await enough(world, cell, foreign)]);
  return seen === undefined
    ? []
    : [
        {
          request: { method: 'GET', path: world.operation(cell.operation).path },
          expected: 'the same time as for an id that never existed',
          seen,
        },
      ];
}

export const timing: Kind<TenantCell> = {
  plan: (policy, options) => {
    const routes = new Map(
      operationsOf(policy, (operation) => isRead(operation) && namesTenantRow(policy, operation))
        .reverse()
        .map(([name, { path }]) => [addressedBy(policy, path)?.[0], name]),
    );
    return [...routes].flatMap(([resource = '', name]) =>
      group<TenantCell>(
        {
          title: `A foreign id of ${name} takes as long as one that never existed`,
          gate: 'isolation',
          rule: 'existence-oracle',
          feature: resource,
          lane: ALONE_LANE,
        },
        strangersAt(policy, name, 'ring', options)
          .slice(0, 1)
          .map(({ actor, tenant }) => ({
            id: `isolation/timing/${name}/${actor}/${tenant}`,
            title: `${actor} cannot tell by the time whether the ${name} id of ${tenant} exists`,
            operation: name,
            actor,
            tenant,
          })),
      ),
    );
  },
  judge: takesAsLong,
};
