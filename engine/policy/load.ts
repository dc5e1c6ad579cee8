/** Reads a policy file: YAML, then the JSON Schema, then what no schema can say. Every mistake is told with line and column. */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import { type Document, LineCounter, isNode, parseDocument } from 'yaml';
import type { DatabasePolicy, Paging, Policy } from '../../policy/types.ts';
import { UserFault } from '../fault.ts';
import { type Located, crossCheck } from './references.ts';

const SCHEMA_FILE = new URL('../../policy/policy.schema.json', import.meta.url);
const MISTAKES_SHOWN = 20;
/** What a policy that says nothing of it allows a database that does not answer, and the time after it. */
export const DATABASE_DEFAULTS = { patienceSeconds: 8, recoverySeconds: 10 } as const;

function validator() {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false });
  formats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object);
}

function pathOf(error: ErrorObject): (string | number)[] {
  return error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function explain(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties')
    return `does not know "${String(params['additionalProperty'])}"`;
  if (error.keyword === 'required') return `needs "${String(params['missingProperty'])}"`;
  if (error.keyword === 'enum') return `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  if (error.keyword === 'propertyNames') return `has a bad name: "${String(params['propertyName'])}"`;
  return error.message ?? 'is not valid';
}

/** The position of a path in the document, or of its nearest ancestor that is written there. */
function position(document: Document, lines: LineCounter, path: (string | number)[]): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return `${line}:${col}`;
    }
  }
  return '1:1';
}

function withDefaults(raw: Policy): Policy {
  return {
    ...raw,
    claims: raw.claims ?? {},
    shell: raw.shell ?? [],
    origins: raw.origins ?? [],
    session: {
      ...raw.session,
      accessAfterChangeSeconds: raw.session.accessAfterChangeSeconds ?? raw.session.accessAfterLogoutSeconds,
    },
    client: {
      ...raw.client,
      serviceWorkers: raw.client?.serviceWorkers ?? [],
      callback: raw.client?.callback ?? '/callback',
      loggedOut: raw.client?.loggedOut ?? '/',
    },
    documents: raw.documents ?? {},
    paging: {
      page: 'page',
      size: 'pageSize',
      total: '/total',
      ...(raw.paging as Partial<Paging> | undefined),
    },
    ...(raw.database ? { database: databaseOf(raw.database) } : {}),
    outOfScope: raw.outOfScope ?? [],
    identities: mapValues(raw.identities, (identity) => ({
      ...identity,
      also: identity.also ?? [],
      purpose: identity.purpose ?? 'matrix',
    })),
    pages: mapValues(raw.pages, (page) => ({
      ...page,
      controls: page.controls ?? [],
      locked: page.locked ?? [],
    })),
    resources: mapValues(raw.resources, (resource) => ({
      ...resource,
      absent: resource.absent ?? '{{uuid}}',
      hidden: resource.hidden ?? {},
      grows: resource.grows ?? false,
      make: resource.make ?? [],
      remove: resource.remove ?? [],
    })),
    operations: mapValues(raw.operations, (operation) => ({
      ...operation,
      noTenant: operation.noTenant ?? false,
      stream: operation.stream ?? false,
      consumes: operation.consumes ?? operation.method === 'DELETE',
      figures: operation.figures ?? [],
      ...(operation.listing
        ? { listing: { ...operation.listing, filters: operation.listing.filters ?? [] } }
        : {}),
    })),
  };
}

function databaseOf(raw: DatabasePolicy): DatabasePolicy {
  return {
    ...DATABASE_DEFAULTS,
    ...raw,
    definerFunctions: raw.definerFunctions ?? [],
    sharedTables: raw.sharedTables ?? [],
  };
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function refuse(file: string, mistakes: string[]): never {
  const shown = mistakes.slice(0, MISTAKES_SHOWN);
  const more = mistakes.length > shown.length ? [`… and ${mistakes.length - shown.length} more`] : [];
  throw new UserFault(
    `The policy cannot be used:\n${[...shown, ...more].map((line) => `  ${line}`).join('\n')}\n(${file})`,
  );
}

/**
 * Parses and checks the text of a policy.
 *
 * @param text YAML
 * @param file name for messages
 * @throws UserFault that lists every mistake as `file:line:column: path: what is wrong`
 */
export function parsePolicy(text: string, file: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    refuse(
      file,
      document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return `${file}:${line}:${col}: ${error.message}`;
      }),
    );
  }
  const raw: unknown = document.toJS();
  const tell = ({ path, message }: Located): string =>
    `${file}:${position(document, lines, path)}: ${path.join('.') || 'the policy'} ${message}`;

  const validate = validator();
  if (!validate(raw)) {
    refuse(
      file,
      (validate.errors ?? [])
        .filter((error) => !(error.keyword === 'pattern' && error.propertyName !== undefined))
        .map((error) => tell({ path: pathOf(error), message: explain(error) })),
    );
  }
  const policy = withDefaults(raw as Policy);
  const mistakes = crossCheck(policy);
  if (mistakes.length > 0) refuse(file, mistakes.map(tell));
  return policy;
}

/** Reads and checks a policy file. Throws UserFault when it is missing or wrong. */
export function loadPolicy(file: string): Policy {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UserFault(`POLICY names ${file}, which cannot be read.`);
  }
  return parsePolicy(text, file);
}
