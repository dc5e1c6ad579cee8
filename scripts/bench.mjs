/** `npm run bench`: the set-up, then the measurements. */
import './lib/node-version.mjs';
import { setUp } from './setup.mjs';

const args = process.argv.slice(2);
const wantsHelp = args.includes('--help') || args.includes('-h');
await setUp({ browsers: !wantsHelp, webApp: !wantsHelp });
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('../bench/run.ts');
process.exit(await main(args));
