/** Reads mutants: patch files with a header of `# key: value` lines. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { git } from './git.ts';
import { type Mutant, ProofError } from './model.ts';

const HEADER_LINE = /^(?:#|\/\/)?\s*([a-z]+)\s*:\s*(.+?)\s*$/i;
const DIFF = /^(?:diff --git |--- |Index: )/;
const NAME = /^[a-z0-9][a-z0-9-]*$/;

/** The lines above the diff, by key in lower case. Pure. */
export function headerOf(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => DIFF.test(line));
  const pairs = lines.slice(0, end === -1 ? lines.length : end).flatMap((line): [string, string][] => {
    const [, key, value] = HEADER_LINE.exec(line) ?? [];
    return key !== undefined && value !== undefined ? [[key.toLowerCase(), value]] : [];
  });
  return new Map(pairs);
}

/**
 * What a header says, and what is wrong with it. Pure.
 *
 * @returns the mutant without its file, or the mistakes in words
 */
export function readHeader(text: string): Omit<Mutant, 'file' | 'patch' | 'paths'> | { mistakes: string[] } {
  const header = headerOf(text);
  const mistakes: string[] = [];
  const field = (key: string, form: RegExp, expected: string): string => {
    const value = header.get(key);
    if (value === undefined) mistakes.push(`"# ${key}:" is missing`);
    else if (!form.test(value)) mistakes.push(`"# ${key}: ${value}" is not ${expected}`);
    return value ?? '';
  };
  const id = field('id', NAME, 'a name of lower-case letters, digits and hyphens');
  const title = field('title', /./, 'a sentence');
  const gate = field('gate', NAME, 'the name of a gate');
  const cwe = field('cwe', /^(?:CWE-)?\d+$/i, 'a number such as 639');
  const rule = field('rule', NAME, 'the id of a rule');
  const quick = header.has('quick') && field('quick', /^(?:yes|no)$/, 'yes or no') === 'yes';
  if (mistakes.length > 0) return { mistakes };
  return { id, title, gate, cwe: Number(cwe.replace(/\D/g, '')), rule, quick };
}

function pathsOf(folder: string, patch: string): string[] {
  const listed = git(folder, ['apply', '--numstat', '-z'], { alone: true, input: patch });
  return listed.split('\0').flatMap((entry) => entry.split('\t')[2] ?? []);
}

function readMutant(file: string): Mutant | { mistakes: string[] } {
  const patch = readFileSync(file, 'utf8');
  const header = readHeader(patch);
  if ('mistakes' in header) return header;
  try {
    const paths = pathsOf(path.dirname(file), patch);
    const outside = paths.filter((each) => !path.posix.normalize(each).startsWith('target/'));
    if (outside.length > 0)
      return { mistakes: [`it changes ${outside.join(', ')}, which is not below target/`] };
    return { ...header, file, patch, paths };
  } catch (error) {
    return { mistakes: [`git cannot read its diff: ${(error as Error).message}`] };
  }
}

/**
 * All mutants of a folder, by id.
 *
 * @throws ProofError (exit code 2) that names every file with a mistake in it
 */
export function readMutants(folder: string): Mutant[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new ProofError(`there is no folder of mutants at ${folder}`, 2);
  const files = readdirSync(folder).filter((name) => /\.(?:patch|diff)$/.test(name));
  if (files.length === 0) throw new ProofError(`${folder} holds no mutant: no file ends with .patch`, 2);
  const mistakes: string[] = [];
  const mutants = files.sort().flatMap((name) => {
    const read = readMutant(path.join(folder, name));
    if (!('mistakes' in read)) return [read];
    mistakes.push(...read.mistakes.map((mistake) => `  ${name}: ${mistake}`));
    return [];
  });
  const ids = mutants.map(({ id }) => id);
  const twice = mutants.filter(({ id }, index) => ids.indexOf(id) !== index);
  mistakes.push(...twice.map(({ id, file }) => `  ${path.basename(file)}: the id ${id} is taken`));
  if (mistakes.length > 0)
    throw new ProofError(`Mutants in ${folder} cannot be used:\n${mistakes.join('\n')}`, 2);
  return mutants;
}

/**
 * The mutants that were asked for.
 *
 * @throws ProofError (exit code 2) for an id that no mutant has
 */
export function select(
  mutants: readonly Mutant[],
  wish: { only: readonly string[]; quick: boolean },
): Mutant[] {
  const unknown = wish.only.filter((id) => mutants.every((mutant) => mutant.id !== id));
  if (unknown.length > 0) throw new ProofError(`no mutant has the id ${unknown.join(', ')}`, 2);
  const chosen = mutants.filter(
    ({ id, quick }) => (wish.only.length === 0 || wish.only.includes(id)) && (!wish.quick || quick),
  );
  if (chosen.length === 0) throw new ProofError('no mutant of this selection is marked "# quick: yes"', 2);
  return chosen;
}
