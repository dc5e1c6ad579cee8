/** `npm run e2e:matrix`: the set-up, then the whole suite against every variant of the embedded target. */
import './lib/node-version.mjs';
import { takeNoArguments } from './lib/usage.mjs';
import { setUp } from './setup.mjs';

takeNoArguments(`Usage: npm run e2e:matrix

Runs everything against the embedded application, with organizations and with a claim, with the identifier-first and with the
combined login page: some four minutes each. Takes no options. Leaves reports/matrix/; exit code 0 when every run is GO.
`);

await setUp();
const { register } = await import('tsx/esm/api');
register();
const { runMatrix } = await import('./matrix.ts');
process.exit(await runMatrix());
