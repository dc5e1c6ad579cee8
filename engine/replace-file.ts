import { renameSync, writeFileSync } from 'node:fs';

/**
 * Writes a file in one step: whoever reads it meanwhile, or after a crash, finds the old one or the new one whole.
 *
 * @param mode of the new file, where not everybody may read it
 */
export function replaceFile(file: string, text: string, mode?: number): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text, mode === undefined ? {} : { mode });
  renameSync(temporary, file);
}
