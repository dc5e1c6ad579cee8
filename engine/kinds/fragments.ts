/**
 * Pieces of other languages in texts, ids and searches. In a text they are text: refused by the contract, or kept as
 * they are and never carried out. In an id and in a search they find nothing.
 */
import type { Policy } from '../../policy/types.ts';
import { toldProblems, unmake } from '../checks/malformed.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { changedBehind, changedTexts, strayRows } from '../oracle/evaluated.ts';
import {
  type Draft,
  type OperationCell,
  group,
  identitiesOf,
  lanes,
  matrixIdentities,
} from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import { madeBy, readerById, readersOf } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { textFields, withId, withParameter } from '../probe/malformations.ts';
import type { Binding } from '../probe/templates.ts';
import { type Share, shareOf } from '../probe/variety.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { type Kind, type Named, guarded } from './kind.ts';
import { searchedForStored } from './stored-search.ts';

type FragmentCell = OperationCell & {
  language: string;
  /** Its place among the operations that store texts, or search for them: they share the list among themselves. */
  share: Share;
};

/** An id is looked up in one way everywhere, and every refusal is a line in a log. */
const TRIED_IN_IDS = 1;

const takesAny = ([, operation]: Named): boolean =>
  !operation.stream &&
  (textFields(operation).length > 0 ||
    parametersOf(operation.path).length > 0 ||
    operation.search !== undefined);

/** The operation by which what this one stored is read again, with the ids that it needs. */
function readAgain(
  world: World,
  { operation: name }: FragmentCell,
  call: Call,
  at: Binding,
): Later | undefined {
  const { policy } = world;
  const made = policy.resources[madeBy(policy, name) ?? ''];
  if (!made) {
    const [reader] = readersOf(policy, name);
    return reader === undefined ? undefined : { reader, at };
  }
  const id = (call.answer.json as Record<string, unknown> | undefined)?.[made.id];
  const byId = readerById(policy, made);
  return byId && (typeof id === 'string' || typeof id === 'number')
    ? { reader: byId, at: { ...at, [made.parameter]: String(id) } }
    : { reader: made.list, at };
}

interface Later {
  reader: string;
  at: Binding;
}

async function judged(world: World, cell: FragmentCell, call: Call, fragment: string): Promise<Problem[]> {
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  const problems = call.answer.status >= 400 ? errorProblems(call, world.policy.errors) : toldProblems(call);
  return problems.map((problem) => ({
    ...problem,
    seen: `${problem.seen} (for ${JSON.stringify(fragment)})`,
  }));
}

/** In all texts at once; where that is refused, in one after the other, so that none hides behind another. */
async function inTexts(world: World, cell: FragmentCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const names = textFields(operation);
  if (names.length === 0) return [];
  const client = await world.clientOf(cell.actor);
  const { binding } = await expendable(world, cell.operation, cell.tenant);
  const problems: Problem[] = [];
  const tryIn = async (fields: readonly string[], fragment: string): Promise<Call> => {
    const valid = world.shape(operation, binding, cell.tenant);
    const body = JSON.parse(valid.body ?? '{}') as Record<string, unknown>;
    const sent = Object.fromEntries(fields.map((name) => [name, `${String(body[name])} ${fragment}`]));
    const shape = { ...valid, body: JSON.stringify({ ...body, ...sent }) };
    const call = await client.send(operation.method, shape);
    problems.push(...(await judged(world, cell, call, fragment)));
    if (succeeded(call)) {
      const later = readAgain(world, cell, call, binding);
      const again = later && (await world.call(later.reader, cell.actor, later.at, cell.tenant));
      if (again && !succeeded(again))
        throw new Blocked(
          `${cell.actor} was answered ${again.answer.status} by ${later.reader}: what was stored cannot be looked at`,
        );
      const words = fields.map((name) => [String(body[name]), sent[name] ?? ''] as const);
      for (const { request, answer } of [call, ...(again ? [again] : [])])
        problems.push(
          ...[
            ...changedTexts(sent, answer.json),
            ...words
              .filter(([word]) => word.includes(world.mark))
              .flatMap(([word, text]) => changedBehind(word, text, answer.json)),
          ].map((seen) => ({
            rule: 'input-evaluated' as const,
            request,
            expected: `the text as it was sent, with ${JSON.stringify(fragment)} in it`,
            seen,
          })),
        );
    }
    await unmake(world, cell, call, binding);
    return call;
  };
  for (const fragment of shareOf(world.policy.corpus.fragments[cell.language] ?? [], cell.share)) {
    const call = await tryIn(names, fragment);
    if (succeeded(call) || names.length === 1) continue;
    for (const name of names) await tryIn([name], fragment);
  }
  return problems;
}

async function inIds(world: World, cell: FragmentCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  if (parametersOf(operation.path).length === 0) return [];
  const client = await world.clientOf(cell.actor);
  const valid = world.shape(operation, world.allAbsent(operation.path), cell.tenant);
  const problems: Problem[] = [];
  for (const fragment of (world.policy.corpus.fragments[cell.language] ?? []).slice(0, TRIED_IN_IDS)) {
    const call = await client.send(operation.method, withId(valid, operation, encodeURIComponent(fragment)));
    problems.push(...(await judged(world, cell, call, fragment)));
    if (succeeded(call))
      problems.push({
        rule: 'input-evaluated',
        request: call.request,
        expected: 'a refusal: no id is spelt so',
        seen: `status ${call.answer.status}`,
      });
  }
  return problems;
}

async function inSearches(world: World, cell: FragmentCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  if (!operation.search) return [];
  const { parameter, field } = operation.search;
  const client = await world.clientOf(cell.actor);
  const valid = world.shape(operation, {}, cell.tenant);
  const problems: Problem[] = [];
  for (const fragment of world.policy.corpus.fragments[cell.language] ?? []) {
    const call = await client.send(
      operation.method,
      withParameter(valid, parameter, encodeURIComponent(fragment)),
    );
    problems.push(...(await judged(world, cell, call, fragment)));
    const [stray] = succeeded(call) ? strayRows(call.answer.json, field, fragment) : [];
    if (stray !== undefined)
      problems.push({
        rule: 'input-evaluated',
        request: call.request,
        expected: `only rows that hold ${JSON.stringify(fragment)}`,
        seen: `a row without it: ${stray.slice(0, 120)}`,
      });
  }
  return problems;
}

async function inStored(world: World, cell: FragmentCell): Promise<Problem[]> {
  const problems: Problem[] = [];
  const fragments = shareOf(world.policy.corpus.fragments[cell.language] ?? [], cell.share);
  for (const { fragment, text, call, found } of await searchedForStored(world, cell, fragments)) {
    problems.push(...(await judged(world, cell, call, fragment)));
    const { status } = call.answer;
    if (found === false || status >= 500)
      problems.push({
        rule: 'input-evaluated',
        request: call.request,
        expected: `the row that holds ${JSON.stringify(text)}`,
        seen: `status ${status}${found === false ? ' without it' : ''}`,
      });
  }
  return problems;
}

/** Every tenant has its share, so that the work is done side by side. */
function actorOf(
  policy: Policy,
  [, operation]: Named,
  index: number,
): { name: string; tenant?: string } | undefined {
  const tenants = Object.keys(policy.tenants);
  const tenant = tenants[index % tenants.length] ?? '';
  const [own] = operation.scope === 'platform' ? [] : identitiesOf(policy, tenant, operation.roles);
  return own
    ? { name: own.name, tenant }
    : matrixIdentities(policy).find(({ role }) => operation.roles.includes(role));
}

function cellsOf(policy: Policy, named: Named, turn: number, share: Share): Draft<FragmentCell>[] {
  const actor = actorOf(policy, named, turn);
  if (!actor) return [];
  const [name] = named;
  return Object.keys(policy.corpus.fragments).map((language) => ({
    id: `disclosure/fragment/${name}/${language}`,
    title: `${name} takes ${language} for text and nothing else`,
    operation: name,
    actor: actor.name,
    language,
    share,
    ...(actor.tenant ? { tenant: actor.tenant } : {}),
  }));
}

const takesTexts = ([, operation]: Named): boolean => textFields(operation).length > 0;

const searches = ([, { search }]: Named): boolean => search !== undefined;

export const fragments: Kind<FragmentCell> = {
  plan: (policy) => {
    const all = guarded(policy).filter(takesAny);
    const texts = all.filter(takesTexts);
    const searching = all.filter((named) => searches(named) && !takesTexts(named));
    const groupsOf = (named: Named, turn: number) => {
      const [name, operation] = named;
      const head = {
        title: `${name} takes pieces of other languages for text`,
        gate: 'disclosure',
        rule: 'input-evaluated',
        also: ['error-contract', 'error-disclosure', 'server-error'],
        feature: operation.resource ?? name,
      } as const;
      const beside = searching.includes(named) ? searching : texts;
      const share = { turn: Math.max(beside.indexOf(named), 0), of: Math.max(beside.length, 1) };
      const cells = cellsOf(policy, named, turn, share);
      // What is searched for is stored first.
      return takesTexts(named) || searches(named) ? lanes(head, cells) : group(head, cells);
    };
    return [...all.filter((named) => !takesTexts(named)).flatMap(groupsOf), ...texts.flatMap(groupsOf)];
  },
  judge: async (world, cell) => [
    ...(await inTexts(world, cell)),
    ...(await inIds(world, cell)),
    ...(await inSearches(world, cell)),
    ...(await inStored(world, cell)),
  ],
};
