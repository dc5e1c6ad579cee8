/**
 * Settings besides the tenant's that row policies ask, in themselves or in functions that they call. Whoever can run one
 * statement can set them: each is one that the policy file names, and none but a bypass that it states opens a row.
 */
import { calls, literalsIn, settingsIn } from '../../oracle/policies.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { type Audit, type Context, OWN_SCHEMA } from './audit.ts';
import { policiesOf } from './catalogue.ts';
import { type Subject, inserting, rubbish, subjectsOf, victimsRow } from './subject.ts';
import { columnsFor, isVictims, reaching, tried } from './tried.ts';

/** What switches on, what stands for everybody, and what stands for somebody above. */
const SWITCHED = ['on', 'true', '1', 'yes', 'all', '*', 'admin', 'superuser', 'service', 'system'];

/** The expressions of a table's policies, and the bodies of every function that they lead to. */
export async function textsOf(audit: Audit, oid: string): Promise<string[]> {
  const texts = (await policiesOf(audit, oid)).flatMap(({ using, check }) => [using ?? '', check ?? '']);
  const functions = await audit.rows<{ name: string; body: string }>(
    `select p.proname as name, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as body
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prokind in ('f', 'p') and ${OWN_SCHEMA}`,
  );
  const called = new Set<(typeof functions)[number]>();
  for (let index = 0; index < texts.length; index += 1)
    for (const each of functions)
      if (!called.has(each) && calls(texts[index] ?? '', each.name)) {
        called.add(each);
        texts.push(each.body);
      }
  return texts;
}

/** What policies compare with, without the names of settings. */
export const wordsIn = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap(literalsIn).filter((text) => text !== '' && !text.includes('.'))),
];

/** Values by which a policy may let somebody past: those that it compares with, and those that anybody would try. */
function valuesFor({ audit, own, victim }: Subject, texts: readonly string[]): string[] {
  const written = wordsIn(texts);
  return [...new Set([...written, ...SWITCHED, ...Object.keys(audit.policy.roles), victim, own])];
}

/** Every statement that would show that a context lets at rows of the victim. */
async function opened(subject: Subject, extra: Context): Promise<string | undefined> {
  const { audit, contexts, table, column, victim } = subject;
  const own = { ...contexts[0], ...extra };
  const nowhere = { ...rubbish(subject), ...extra };
  const reached = await reaching(subject);
  const columns = (await audit.may('INSERT', table)) ? await columnsFor(subject, 'INSERT') : [];
  for (const [done, sql] of reached) {
    const theirs = `${sql} where ${isVictims(subject)}`;
    const seen =
      (await tried(subject, own, `rows of another tenant ${done}`, theirs, [victim])) ??
      // Without a condition, where no row is anybody's: a condition asks the policies for reading first.
      (await tried(subject, nowhere, `rows ${done}`, sql, []));
    if (seen !== undefined) return seen;
  }
  if (!columns.includes(column)) return undefined;
  const row = JSON.stringify(await victimsRow(subject));
  return tried(subject, own, 'rows inserted for another tenant', inserting(subject, columns), [row]);
}

/** What is wrong with one setting that the policies of a table ask. */
async function settingProblems(
  subject: Subject,
  setting: string,
  texts: readonly string[],
): Promise<Problem[]> {
  const { audit, table, column } = subject;
  const { tenantColumn, settings } = audit.database;
  const stated = settings.find(({ name }) => name === setting);
  // One's own rows follow the person: between two people the other attempts try it.
  if (stated?.names === 'bypass' || (stated && column !== tenantColumn)) return [];
  for (const value of valuesFor(subject, texts)) {
    const seen = await opened(subject, { [setting]: value });
    if (seen !== undefined)
      return [{ expected: `nothing of another tenant from ${table}, whatever ${setting} is`, seen }];
  }
  return stated
    ? []
    : [
        {
          expected: `a tenant's setting and no other in the policies of ${table}, or a reason under database.settings`,
          seen: `they ask for ${setting}, which the policy does not name`,
        },
      ];
}

/** No setting but the tenant's lets at rows of another tenant, unless the policy states it as a bypass. */
export async function otherSettings(audit: Audit, table: string): Promise<Problem[]> {
  const { tenantSetting, platformTables } = audit.database;
  const problems: Problem[] = [];
  for (const { oid } of await audit.relations(table)) {
    const texts = await textsOf(audit, oid);
    const asked = texts.map(settingsIn);
    const unnamed = asked.flatMap((each) => each.unnamed);
    if (unnamed.length > 0)
      throw new Blocked(
        `policies of ${table} ask for a setting whose name is computed (${unnamed.slice(0, 3).join('; ')}), so it cannot be tried: name it in place`,
      );
    const others = new Set(asked.flatMap(({ names }) => names).filter((name) => name !== tenantSetting));
    if (others.size === 0 || platformTables.includes(table)) continue;
    const subject = (await subjectsOf(audit, table)).find(({ at }) => at.oid === oid);
    if (!subject) throw new Blocked(`the table ${table} went away`);
    await victimsRow(subject);
    for (const setting of others) problems.push(...(await settingProblems(subject, setting, texts)));
  }
  return problems;
}
