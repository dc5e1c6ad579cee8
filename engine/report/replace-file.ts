import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file in one step: whoever reads it meanwhile, or after a crash, finds the old one or the new one whole. */
export function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}
