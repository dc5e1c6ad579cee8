/** `npm run target`: the embedded application alone, until Ctrl-C. */
import './lib/node-version.mjs';
import { setUp } from './setup.mjs';

await setUp({ browsers: false });
const { register } = await import('tsx/esm/api');
register();
await import('../target/start.ts');
