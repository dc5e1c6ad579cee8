/**
 * Searches files for credentials: those that the run knew, in every encoding, and whatever looks like one.
 *
 * Zips, gzip streams and base64 blobs are opened, one inside the other. What cannot be opened is a hit
 * too: a file that cannot be searched cannot be handed on.
 */
import { lstatSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { formsOf, SHORTEST_SECRET } from './encodings.ts';
import { Needles } from './needles.ts';
import { findShapes, type ShapeKind } from './shapes.ts';
import { base64Parts, isContainer, unpack, Unsearchable } from './unpack.ts';

export type HitKind = 'known-secret' | ShapeKind | 'unsearchable';

/** Where a credential stands; never the credential itself. */
export interface Hit {
  file: string;
  kind: HitKind;
  /** The way into the file, outermost first: `base64 at 120 › report.json › byte 33`. */
  where: string;
}

const DEPTH = 8;
const UNPACKED_LIMIT = 512 * 1024 * 1024;
const HITS_A_FILE = 20;

/** The compiled search for one set of secrets. */
export class Scanner {
  private readonly needles: Needles;

  /**
   * @param unpackedLimit bytes that one file may hold when all in it is unpacked
   * @throws RangeError when a secret is too short to be told from ordinary text
   */
  constructor(
    secrets: Iterable<string>,
    private readonly unpackedLimit = UNPACKED_LIMIT,
  ) {
    const all = [...new Set(secrets)].filter((secret) => secret !== '');
    const short = all.filter((secret) => !isSearchable(secret)).length;
    if (short > 0) {
      throw new RangeError(
        `${short} of the secrets are shorter than ${SHORTEST_SECRET} characters and cannot be searched for.`,
      );
    }
    this.needles = new Needles(all.flatMap(formsOf).filter(({ length }) => length >= SHORTEST_SECRET));
  }

  /** Every hit in one body, up to a limit; the name is repeated in the hits. */
  scanBody(file: string, body: Buffer): Hit[] {
    const hits: Hit[] = [];
    this.search(body, [], (kind, where) => hits.push({ file, kind, where }), hits, {
      left: this.unpackedLimit,
    });
    return hits;
  }

  private search(
    body: Buffer,
    path: readonly string[],
    report: (kind: HitKind, where: string) => void,
    hits: readonly Hit[],
    budget: { left: number },
  ): void {
    const at = (place: string) => [...path, place].join(' › ');
    const known = this.needles.find(body);
    if (known !== -1) report('known-secret', at(`byte ${known}`));
    try {
      if (path.length > DEPTH) throw new Unsearchable('packed too deep');
      const inside = unpack(body, budget.left);
      budget.left -= inside.reduce((sum, part) => sum + part.body.length, 0);
      for (const part of inside) {
        if (hits.length >= HITS_A_FILE) return;
        const telling = this.needles.find(Buffer.from(part.name)) !== -1;
        if (telling) report('known-secret', at('the name of a member'));
        this.search(part.body, [...path, telling ? 'a member' : part.name], report, hits, budget);
      }
    } catch (error) {
      if (!(error instanceof Unsearchable)) throw error;
      report('unsearchable', at(error.message));
      return;
    }
    for (const { kind, start } of findShapes(body.toString('latin1'))) report(kind, at(`byte ${start}`));
    for (const part of base64Parts(body)) {
      if (hits.length >= HITS_A_FILE) return;
      if (worthSearching(part.body)) this.search(part.body, [...path, part.name], report, hits, budget);
    }
  }
}

/** Every hit in the files of these directories and files, recursively. A path that does not exist holds none. */
export function scan(paths: readonly string[], secrets: Iterable<string>): Hit[] {
  const scanner = new Scanner(secrets);
  return paths.flatMap((path) => [...filesOf(path)].flatMap((file) => scanFile(scanner, file)));
}

/** As `scan`, and deletes every file that holds a hit. */
export function scanAndDelete(paths: readonly string[], secrets: Iterable<string>): Hit[] {
  const hits = scan(paths, secrets);
  for (const file of new Set(hits.map((hit) => hit.file))) rmSync(file, { force: true });
  return hits;
}

/**
 * Plants a credential in every channel and looks for it; the names of the channels in which it was missed.
 * A search that finds nothing means something only if this is empty.
 */
export function selfTest(): string[] {
  const secret = `planted "quoted" & <marked> 'value' 42`;
  const token = `${base64url({ alg: 'RS256' })}.${base64url({ sub: 'planted' })}.c2lnbmF0dXJl`;
  const scanner = new Scanner([secret]);
  const zip = (text: string) => Buffer.from(zipSync({ 'a.txt': Buffer.from(text) }));
  const channels: [string, (text: string) => Buffer][] = [
    ['plain', (text) => Buffer.from(text)],
    ['JSON', (text) => Buffer.from(JSON.stringify({ text }))],
    ['URL', (text) => Buffer.from(`?q=${encodeURIComponent(text)}`)],
    ['gzip', (text) => gzipSync(text)],
    ['zip', zip],
    ['zip in zip', (text) => Buffer.from(zipSync({ 'b.zip': zip(text) }))],
    [
      'base64',
      (text) => Buffer.from(`data:text/plain;base64,${Buffer.from(`x ${text} y`).toString('base64')}`),
    ],
    ['zip in base64', (text) => Buffer.from(`<script>${zip(text).toString('base64')}</script>`)],
  ];
  return channels.flatMap(([name, pack]) => [
    ...(scanner.scanBody('', pack(secret)).some(({ kind }) => kind === 'known-secret')
      ? []
      : [`${name}: known secret`]),
    ...(scanner.scanBody('', pack(token)).some(({ kind }) => kind === 'jwt') ? [] : [`${name}: token`]),
  ]);
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function scanFile(scanner: Scanner, file: string): Hit[] {
  try {
    return [
      ...scanner.scanBody(file, Buffer.from(file)).map((hit) => ({ ...hit, where: 'the name of the file' })),
      ...scanner.scanBody(file, readFileSync(file)),
    ];
  } catch (error) {
    return [{ file, kind: 'unsearchable', where: error instanceof Error ? error.message : String(error) }];
  }
}

/** Files only; what a symbolic link points to is not part of the report. */
function* filesOf(path: string): Generator<string> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) yield path;
  if (stat?.isDirectory()) {
    for (const name of readdirSync(path).sort()) yield* filesOf(join(path, name));
  }
}

/** Whether a secret is long enough to be told from ordinary text. */
export function isSearchable(secret: string): boolean {
  return Buffer.byteLength(secret) >= SHORTEST_SECRET;
}

/** A word that happens to be in the alphabet decodes to noise; whatever is long is searched in any case. */
function worthSearching(body: Buffer): boolean {
  if (body.length >= 1024 || isContainer(body)) return true;
  const head = Math.min(body.length, 512);
  let odd = 0;
  for (let index = 0; index < head; index += 1) {
    const byte = body[index]!;
    if ((byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f) odd += 1;
    else if (byte >= 0x80) odd += 1;
  }
  return odd * 3 < head;
}
