/** Fills the templates of a policy: path parameters, `{{unique}}`, `{{tenant}}`, `{{id:resource}}` and absent ids. */
import { randomBytes, randomUUID } from 'node:crypto';

/** Path parameter → id. */
export type Binding = Readonly<Record<string, string>>;

/** Puts the ids into a path template, each escaped. Throws when one is missing. */
export function fillPath(template: string, binding: Binding): string {
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = binding[name];
    if (value === undefined) throw new Error(`the path ${template} needs ${name}`);
    return encodeURIComponent(value);
  });
}

/** An id of the right shape that never existed. */
export function absentId(template: string): string {
  return template
    .replaceAll('{{uuid}}', () => randomUUID())
    .replace(/\{\{hex(\d+)\}\}/g, (_, length: string) =>
      randomBytes(Number(length)).toString('hex').slice(0, Number(length)),
    );
}

/**
 * A body made of its template.
 *
 * @param value any JSON value of the policy
 * @param lookUp gives the value of `{{tenant}}`, `{{unique}}` and `{{id:…}}`; undefined where it cannot be bound
 * @throws Error naming the placeholder that cannot be bound
 */
export function fillBody(value: unknown, lookUp: (placeholder: string) => string | undefined): unknown {
  if (typeof value === 'string') {
    return value.replace(/\{\{([^}]+)\}\}/g, (_, name: string) => {
      const found = lookUp(name) ?? (name === 'unique' ? randomBytes(5).toString('hex') : undefined);
      if (found === undefined) throw new Error(`{{${name}}} cannot be bound`);
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item) => fillBody(item, lookUp));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillBody(item, lookUp)]));
  }
  return value;
}

/**
 * All values that a JSON pointer reaches; `*` stands for every item of an array.
 * An empty list when nothing is there.
 */
export function valuesAt(document: unknown, pointer: string): unknown[] {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown[]>(
      (found, step) =>
        found.flatMap((value) => {
          if (step === '*') return Array.isArray(value) ? (value as unknown[]) : [];
          if (value === null || typeof value !== 'object') return [];
          const next = (value as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
          return next === undefined ? [] : [next];
        }),
      [document],
    );
}
