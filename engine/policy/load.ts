/** Reads a policy file: YAML, then the JSON Schema, then what no schema can say. Every mistake is told with line and column. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Corpus, DatabasePolicy, Paging, Policy } from '../../policy/types.ts';
import { UserFault } from '../fault.ts';
import { loadCorpus } from './corpus.ts';
import { crossCheck } from './references.ts';
import { Source, validatorOf } from './yaml.ts';

const SCHEMA_FILE = new URL('../../policy/policy.schema.json', import.meta.url);
/** What a policy that says nothing of it allows a database that does not answer, and the time after it. */
export const DATABASE_DEFAULTS = { patienceSeconds: 8, recoverySeconds: 10 } as const;

/** As it is written: the corpus is the name of a file. */
type Written = Omit<Policy, 'corpus'> & { corpus?: string };

function withDefaults(raw: Written, corpus: Corpus): Policy {
  return {
    ...raw,
    corpus,
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
      readOnly: resource.readOnly ?? {},
      grows: resource.grows ?? false,
      make: resource.make ?? [],
      remove: resource.remove ?? [],
    })),
    operations: mapValues(raw.operations, (operation) => ({
      ...operation,
      bodies: operation.bodies ?? {},
      noTenant: operation.noTenant ?? false,
      stream: operation.stream ?? false,
      consumes: operation.consumes ?? operation.method === 'DELETE',
      versioned: operation.versioned ?? false,
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
    personTables: raw.personTables ?? [],
    platformTables: raw.platformTables ?? [],
    settings: raw.settings ?? [],
    definerFunctions: raw.definerFunctions ?? [],
    sharedTables: raw.sharedTables ?? [],
  };
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/**
 * Parses and checks the text of a policy.
 *
 * @param text YAML
 * @param file name for messages; the corpus that the policy names lies beside it
 * @throws UserFault that lists every mistake as `file:line:column: path: what is wrong`
 */
export function parsePolicy(text: string, file: string): Policy {
  const source = new Source(text, file, 'policy');
  source.validate(validatorOf(SCHEMA_FILE));
  const written = source.raw as Written;
  const corpus = loadCorpus(
    written.corpus === undefined ? undefined : resolve(dirname(file), written.corpus),
  );
  const policy = withDefaults(written, corpus);
  source.tell(crossCheck(policy));
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
