/**
 * What the run has made and not yet removed, or changed and not yet put back, on disk: a run that is killed can be cleared up after.
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

/** Something that was changed: the operation that puts it back, and who may ask for it. */
export interface Changed {
  operation: string;
  identity: string;
  binding: Binding;
}

export type Noted = Made | Changed;

type Line = { made: Noted } | { gone: Noted };

export class Ledger {
  readonly #file: string;

  /** @param file where the lines stand; made at the first one */
  constructor(file: string) {
    this.#file = file;
  }

  add(made: Noted): void {
    this.#write({ made });
  }

  close(made: Noted): void {
    this.#write({ gone: made });
  }

  /** Everything that was noted and is not closed, the latest first. */
  open(): Noted[] {
    if (!existsSync(this.#file)) return [];
    const open = new Map<string, Noted>();
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
