/** `npm test`: the set-up, then everything that can be checked, ending with the suite and the proof that it sees. */
import './lib/node-version.mjs';
import { takeNoArguments } from './lib/usage.mjs';
import { setUp } from './setup.mjs';

takeNoArguments(`Usage: npm test

Sets up, then runs types, lint, import boundaries, formatting, the unit tests, the whole suite against the embedded
application, its sign-in against the three other variants, and a quarter of the proof: 20 to 60 minutes on two processors.
Takes no options; the parts are npm run check, npm run unit, npm run e2e and npm run proof -- --quick. Exit code 0 when
everything passed.
`);
await setUp();
const { register } = await import('tsx/esm/api');
register();
const { runAll } = await import('./all-tests.ts');
process.exit(await runAll());
