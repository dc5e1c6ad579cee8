/** `npm test`: the set-up, then everything that can be checked, ending with the suite and the proof that it sees. */
import './lib/node-version.mjs';
import { setUp } from './setup.mjs';

await setUp();
const { register } = await import('tsx/esm/api');
register();
const { runAll } = await import('./all-tests.ts');
process.exit(await runAll());
