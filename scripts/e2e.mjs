/** `npm run e2e`: the set-up, then the suite with whatever arguments Playwright understands. */
import './lib/node-version.mjs';
import { readEnv } from './lib/env.mjs';
import { ROOT, setUp } from './setup.mjs';

const args = process.argv.slice(2);
const wantsHelp = args.includes('--help') || args.includes('-h');
// A deployment brings its own web app.
await setUp({ browsers: !wantsHelp, webApp: !wantsHelp && !readEnv(ROOT).APP_URL });

// The set-up has brought tsx; from here on TypeScript runs in this process.
const { register } = await import('tsx/esm/api');
register();
const { runSuite, USAGE } = await import('./run.ts');
if (wantsHelp) process.stdout.write(USAGE);
else process.exit(await runSuite(args));
