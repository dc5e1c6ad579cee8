/** `npm run proof`: the set-up, then the mutants of the embedded target against the suite. */
import './lib/node-version.mjs';
import { setUp } from './setup.mjs';

const args = process.argv.slice(2);
const wantsHelp = args.includes('--help') || args.includes('-h');
await setUp({ browsers: !wantsHelp, webApp: !wantsHelp });
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('../proof/run.ts');
process.exit(await main(args));
