/** The settings of this run, read once in each process. */
import { readSettings } from './settings.ts';

export const settings = readSettings();
