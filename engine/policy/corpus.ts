/** Reads the corpus of malformed input. Every mistake is told with line and column. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Corpus, CorpusEntry } from '../../policy/types.ts';
import { UserFault } from '../fault.ts';
import type { Located } from './references.ts';
import { Source, validatorOf } from './yaml.ts';

const SCHEMA_FILE = new URL('../../policy/corpus.schema.json', import.meta.url);
/** The one that comes with the suite. */
const CORPUS_FILE = fileURLToPath(new URL('../../policy/corpus.yaml', import.meta.url));

const NEEDS_NAME: readonly string[] = ['header', 'extra'];

/** What no schema can say of a corpus. */
function contradictions({ malformations }: Corpus): Located[] {
  return Object.entries(malformations).flatMap(([name, entry]): Located[] => {
    const at = ['malformations', name];
    return [
      ...(NEEDS_NAME.includes(entry.at) && entry.name === undefined
        ? [{ path: at, message: `is put at a ${entry.at} and needs its "name"` }]
        : []),
      ...(entry.contentType !== undefined && entry.at !== 'body' && entry.at !== 'form'
        ? [{ path: [...at, 'contentType'], message: 'is of a whole body, and this is put elsewhere' }]
        : []),
    ];
  });
}

function withDefaults(corpus: Corpus): Corpus {
  const entries = Object.entries(corpus.malformations).map(([name, entry]): [string, CorpusEntry] => [
    name,
    {
      ...entry,
      together: entry.together ?? false,
      expect: entry.expect ?? 'refused',
      alike: entry.alike ?? false,
    },
  ]);
  const connections = Object.entries(corpus.connections).map(
    ([name, entry]): [string, Corpus['connections'][string]] => [
      name,
      { ...entry, expect: entry.expect ?? 'refused' },
    ],
  );
  return {
    ...corpus,
    malformations: Object.fromEntries(entries),
    connections: Object.fromEntries(connections),
  };
}

/**
 * Parses and checks the text of a corpus.
 *
 * @throws UserFault that lists every mistake as `file:line:column: path: what is wrong`
 */
export function parseCorpus(text: string, file: string): Corpus {
  const source = new Source(text, file, 'corpus');
  source.validate(validatorOf(SCHEMA_FILE));
  const corpus = source.raw as Corpus;
  source.tell(contradictions(corpus));
  return withDefaults(corpus);
}

/** Reads and checks a corpus file. Throws UserFault when it is missing or wrong. */
export function loadCorpus(file: string = CORPUS_FILE): Corpus {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UserFault(`The policy names the corpus ${file}, which cannot be read.`);
  }
  return parseCorpus(text, file);
}
