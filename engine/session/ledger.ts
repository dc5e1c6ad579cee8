/**
 * What the run has made and not yet removed, on disk: a run that is killed can be cleared up after.
 *
 * One line an event, appended at once, so that several workers can write the same file.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Binding } from '../probe/templates.ts';

/** A row that was made: of which resource, and who may remove it. */
export interface Made {
  resource: string;
  tenant?: string;
  identity: string;
  binding: Binding;
}

type Line = { made: Made } | { gone: Made };

export class Ledger {
  readonly #file: string;

  /** @param file where the lines stand; made at the first one */
  constructor(file: string) {
    this.#file = file;
  }

  add(made: Made): void {
    this.#write({ made });
  }

  close(made: Made): void {
    this.#write({ gone: made });
  }

  /** Everything that was made and is not closed, the latest first. */
  open(): Made[] {
    if (!existsSync(this.#file)) return [];
    const open = new Map<string, Made>();
    for (const text of readFileSync(this.#file, 'utf8').split('\n').filter(Boolean)) {
      const line = JSON.parse(text) as Line;
      if ('made' in line) open.set(JSON.stringify(line.made), line.made);
      else open.delete(JSON.stringify(line.gone));
    }
    return [...open.values()].reverse();
  }

  #write(line: Line): void {
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }
}
