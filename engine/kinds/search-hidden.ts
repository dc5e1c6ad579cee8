/**
 * A search does not look where its asker may not: a word that stands in hidden fields alone is answered like a word that
 * stands nowhere, counts and groups included. Otherwise what is hidden is guessed word by word.
 */
import { randomBytes } from 'node:crypto';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { differences } from '../oracle/same.ts';
import { group } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { hiddenWord, visibleText } from '../probe/hidden-words.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, operationsOf, shownInPart } from './kind.ts';

async function hiddenFromSearch(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  if (!operation.search) throw new Blocked(`${cell.operation} does not search`);
  const { parameter, resource, field } = operation.search;
  const hidden = world.policy.resources[resource]?.hidden[world.rolesOf(cell.actor) ?? ''] ?? [];
  const rowsOf = (name: string): Record<string, unknown>[] =>
    (world.harvest.resources[name]?.[cell.tenant] ?? []).map(({ row }) => row);
  const visible = visibleText(Object.keys(world.harvest.resources).flatMap(rowsOf), hidden);
  const rows = rowsOf(resource);
  const client = await world.clientOf(cell.actor);
  const search = async (word: string): Promise<Call> => {
    const shape = world.shape(operation, {}, cell.tenant);
    const path = `${shape.path.split('?')[0] as string}?${parameter}=${encodeURIComponent(word)}`;
    const call = await client.send(operation.method, { ...shape, path });
    if (succeeded(call)) return call;
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  };

  const shown = rows.map((row) => row[field]).find((value): value is string => typeof value === 'string');
  if (shown === undefined || !(await search(shown)).answer.text.includes(JSON.stringify(shown)))
    throw new Blocked(
      `${cell.actor} finds no ${field} of ${resource} with ${cell.operation}: finding nothing hidden would prove nothing`,
    );
  const nowhere = randomBytes(8).toString('hex');
  const nothing = await search(nowhere);
  const problems: Problem[] = [];
  const without: string[] = [];
  for (const name of hidden) {
    const { word, isText } = hiddenWord(rows, name, visible);
    // A number that stands for nothing else is not always to be had; of a text, or of nothing known, it must be said.
    if (word === undefined && (isText || rows.every((row) => (row[name] ?? null) === null)))
      without.push(name);
    if (word === undefined) continue;
    const call = await search(word);
    const told = differences(call.answer, nothing.answer, [word], [nowhere]);
    if (told.length > 0)
      problems.push({
        request: call.request,
        expected: `the same answer for a word of ${name}, which ${cell.actor} may not see, as for one that stands nowhere`,
        seen: told.slice(0, 3).join('; '),
      });
  }
  if (problems.length === 0 && without.length > 0)
    throw new Blocked(`${cell.tenant} has no word that stands in ${without.join(', ')} of ${resource} alone`);
  return problems;
}

export const hiddenWords: Kind<TenantCell> = {
  plan: (policy) =>
    operationsOf(policy, ({ search }) => search !== undefined).flatMap(([name, { search, roles }]) =>
      group<TenantCell>(
        {
          title: `${name} finds nothing by a field that is hidden`,
          gate: 'access',
          rule: 'hidden-field-searched',
          feature: search?.resource ?? name,
        },
        shownInPart(policy, search?.resource ?? '', roles).map(({ actor, tenant }) => ({
          id: `access/search-hidden/${name}/${actor}`,
          title: `${actor} finds nothing with ${name} by a word that only others may see`,
          operation: name,
          actor,
          tenant,
        })),
      ),
    ),
  judge: hiddenFromSearch,
};
