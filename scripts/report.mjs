/** `npm run report`: serves the last report on a loopback port and opens it. */
import './lib/node-version.mjs';
import { spawn } from 'node:child_process';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './setup.mjs';

const FOLDER = path.join(ROOT, 'reports');
/** The page that answers first: the decision. It links to the other reports. */
const ENTRY = 'readiness.html';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** @param {string} message @returns {never} */
function giveUp(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** The file that an address means, or `undefined`. @param {string} address */
function fileFor(address) {
  try {
    const wanted = path.join(FOLDER, decodeURIComponent(new URL(address, 'http://localhost').pathname));
    if (wanted === FOLDER || wanted === FOLDER + path.sep) return path.join(FOLDER, ENTRY);
    const inside = path.relative(FOLDER, wanted);
    // What begins with a dot is the run's own material, not a report.
    if (inside.split(path.sep).some((part) => part.startsWith('.'))) return undefined;
    const file = statSync(wanted).isDirectory() ? path.join(wanted, 'index.html') : wanted;
    return statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

const options = (() => {
  try {
    return parseArgs({
      options: {
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch {
    return giveUp('Usage: npm run report [-- --no-open] [--port <number>]');
  }
})();
if (options.help) {
  process.stdout.write(
    'Usage: npm run report [-- --no-open] [--port <number>]\nServes and opens the last report.\n',
  );
  process.exit(0);
}
if (!existsSync(path.join(FOLDER, ENTRY))) {
  giveUp('There is no report yet; `npm run e2e` makes one.');
}

const server = createServer((request, response) => {
  // Another site's name that leads here must not read the report.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const file = host === 'localhost' || host === '127.0.0.1' ? fileFor(request.url ?? '/') : undefined;
  if (!file) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found\n');
    return;
  }
  const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  createReadStream(file).pipe(response);
});
server.once('error', (error) => giveUp(`The report cannot be served: ${error.message}`));
server.listen(Number(options.port ?? 0), '127.0.0.1', () => {
  const address = server.address();
  const url = `http://localhost:${typeof address === 'object' && address ? address.port : ''}/`;
  process.stdout.write(`The last report is at ${url}. Ctrl-C ends it.\n`);
  if (options['no-open'] || process.env.CI) return;
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined); // no desktop here; the address is printed
  child.unref();
});
