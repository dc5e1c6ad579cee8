/** A foreign id and one that never existed get the same answer. */
import type { OperationPolicy } from '../../policy/types.ts';
import { changingNothing } from '../checks/unchanged.ts';
import type { World } from '../checks/world.ts';
import { isReadable, succeeded } from '../checks/workshop.ts';
import { differences } from '../oracle/same.ts';
import { group, lanes } from '../plan/cells.ts';
import { strangersAt } from '../plan/pairs.ts';
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import type { Problem } from '../record/problem.ts';
import { expendable, otherKinds, peopleOfSeveral, readable } from './denial.ts';
import { type Kind, type TenantCell, namesTenantRow, operationsOf, strangerCell } from './kind.ts';

interface ExistenceCell extends TenantCell {
  /** Headers of further requests, one for each: what is answered to them without a look at whose the row is tells of it. */
  further: Readonly<Record<string, string>>[];
}

/** Any version will do for whoever asks. */
const UNCHANGED = { 'if-none-match': '*' };
/** A version that nothing has. */
const STALE = { 'if-match': '"bulkhead"' };
/** Conditions on what is there (RFC 9110, 13.1), whatever is asked of it. */
const CONDITIONS = [
  STALE,
  { 'if-match': '*' },
  { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
] as const;
/** Of what is read also parts (RFC 9110, 14.2): all of it, the first byte, and what no file is long enough for. */
const OF_READS = [
  ...CONDITIONS,
  { 'if-modified-since': 'Fri, 31 Dec 2100 23:59:59 GMT' },
  { range: 'bytes=0-' },
  { range: 'bytes=0-0' },
  { range: 'bytes=1000000000-' },
] as const;

/**
 * What each of so many cells asks with: one of the headers at least, and all of them together with every one. Some are
 * asked with by every cell: whether the version is any, of what is read, and an older one, of what knows versions.
 */
export function furtherOf(
  { writes, versioned }: OperationPolicy,
  index: number,
  of: number,
): ExistenceCell['further'] {
  const all = writes ? [UNCHANGED, ...CONDITIONS] : OF_READS;
  const own = all.filter((_, at) => at % of === index || index % all.length === at);
  const always = writes ? (versioned ? [STALE] : []) : [UNCHANGED];
  return [...new Set([...always, ...own])];
}

/** Compares the answers to both ids; a change that is denied and done all the same is a finding of its own. */
async function compare(world: World, cell: ExistenceCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const home = world.policy.identities[cell.actor]?.tenant;
  const ask = (binding: Binding, headers?: Readonly<Record<string, string>>): Promise<Call> =>
    world.call(cell.operation, cell.actor, binding, home, { headers });
  const target = operation.writes
    ? await expendable(world, cell.operation, cell.tenant)
    : {
        tenant: cell.tenant,
        owner: world.steward(cell.tenant),
        binding: await readable(world, cell, cell.tenant),
      };
  const absentBinding = world.allAbsent(operation.path);
  const { call: foreign, problems } =
    operation.writes && isReadable(world, cell.operation)
      ? await changingNothing(world, cell.operation, target, () => ask(target.binding))
      : { call: await ask(target.binding), problems: [] };
  const absent = await ask(absentBinding);
  const further = [
    ...(operation.writes ? [] : await otherKinds(world, cell, cell.tenant)),
    // Nobody may be changed who is not there to be: they are asked for once somebody who is was refused.
    ...(foreign.answer.status >= 400 ? await peopleOfSeveral(world, cell) : []),
  ];
  const asked: Asked[] = [{ call: foreign, binding: target.binding, like: absent }];
  for (const binding of further) asked.push({ call: await ask(binding), binding, like: absent });
  // What its owner has read a moment ago may be kept, whole or in parts.
  if (!operation.writes) await world.call(cell.operation, target.owner, target.binding, cell.tenant);
  // Nothing is to be changed that was not refused to be changed without these headers.
  if (!operation.writes || foreign.answer.status >= 400)
    for (const headers of cell.further) {
      const [call, like] = [await ask(target.binding, headers), await ask(absentBinding, headers)];
      asked.push({ call, binding: target.binding, like, headers });
    }
  if (asked.flatMap(({ call, like }) => [call, like]).some(({ answer }) => answer.status === 401))
    await world.assertAlive(cell.actor);
  const told = asked.flatMap((one) => toldBy(one, Object.values(absentBinding), !operation.writes));
  return [
    ...problems.map((problem): Problem => ({ ...problem, rule: 'cross-tenant-write' })),
    ...told.slice(0, 1),
  ];
}

/** What was answered to a foreign id, and like what it should have been. */
interface Asked {
  call: Call;
  binding: Binding;
  like: Call;
  headers?: Readonly<Record<string, string>>;
}

function toldBy({ call, binding, like, headers = {} }: Asked, absent: string[], reads: boolean): Problem[] {
  const { answer, request } = call;
  const found = differences(answer, like.answer, Object.values(binding), absent);
  if (found.length === 0) return [];
  const besides = Object.entries(headers).map(([name, value]) => `, with ${name}: ${value}`);
  return [
    {
      // Whoever is given something of it is told more than that it exists.
      ...(reads && besides.length > 0 && succeeded(call) ? { rule: 'cross-tenant-read' as const } : {}),
      request,
      expected: `the same answer as for an id that never existed${besides.join('')}`,
      seen: found.slice(0, 3).join('; '),
    },
  ];
}

export const existence: Kind<ExistenceCell> = {
  plan: (policy, options) =>
    operationsOf(policy, (operation) => namesTenantRow(policy, operation)).flatMap(([name, operation]) => {
      const strangers = strangersAt(policy, name, operation.writes ? 'ring' : 'square', options);
      const toCell = strangerCell(
        'isolation/existence',
        name,
        ({ actor, tenant }) => `${actor} cannot tell whether the ${name} id of ${tenant} exists`,
      );
      return (operation.writes ? lanes : group)<ExistenceCell>(
        {
          title: `A foreign id of ${name} answers like one that never existed`,
          gate: 'isolation',
          rule: 'existence-oracle',
          ...(operation.writes ? {} : { also: ['cross-tenant-read'] }),
          feature: operation.resource ?? name,
        },
        strangers.map((stranger, index) => ({
          ...toCell(stranger),
          further: furtherOf(operation, index, strangers.length),
        })),
      );
    }),
  judge: compare,
};
