/** `npm run e2e:matrix`: the set-up, then the whole suite against every variant of the embedded target. */
import './lib/node-version.mjs';
import { setUp } from './setup.mjs';

await setUp();
const { register } = await import('tsx/esm/api');
register();
const { runMatrix } = await import('./matrix.ts');
process.exit(await runMatrix());
