/**
 * The process that serves the app: `tsx target/web/main.ts`.
 *
 * Reads APP_URL, API_URL, IDP_URL, PORT and TARGET_TENANCY. Listens on 127.0.0.1, prints one line of JSON when it is
 * ready, and ends on SIGTERM or when its standard input closes, so that it never outlives its launcher.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { securityHeaders } from './headers.ts';
import { fileFor, readApp } from './static.ts';

export interface WebOptions {
  appUrl: string;
  apiUrl: string;
  idpUrl: string;
  tenancy: 'organization' | 'claim';
  /** Folder of the built app; the one beside this file unless told otherwise. */
  folder?: string;
}

/** What the app reads from /config.json before it does anything else. */
function runtimeConfig(options: WebOptions): string {
  return JSON.stringify({
    domain: options.idpUrl,
    clientId: 'marketedge-web',
    audience: 'https://api.marketedge.example',
    apiUrl: options.apiUrl,
    tenancy: options.tenancy,
  });
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

/** The web server, not yet listening. */
export function createWebServer(options: WebOptions): Server {
  const files = readApp(options.folder ?? fileURLToPath(new URL('dist', import.meta.url)));
  const headers = Object.entries(securityHeaders(options));
  const config = Buffer.from(runtimeConfig(options));

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      plain(response, 405, 'Method not allowed');
      return;
    }
    // Split by hand: the URL parser would fold dot segments, and a folded path must not find a file.
    const pathname = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
    const file =
      pathname === '/config.json'
        ? { body: config, contentType: 'application/json; charset=utf-8', cacheControl: 'no-store' }
        : fileFor(files, pathname);
    if (!file) {
      plain(response, 404, 'Not found');
      return;
    }
    response.writeHead(200, {
      'Content-Type': file.contentType,
      'Content-Length': file.body.length,
      'Cache-Control': file.cacheControl,
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };

  return createServer(answer);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`web: ${name} is not set`);
  return value;
}

function run(): void {
  const appUrl = required('APP_URL');
  const tenancy = process.env.TARGET_TENANCY || 'organization';
  if (tenancy !== 'organization' && tenancy !== 'claim') {
    throw new Error('web: TARGET_TENANCY is neither "organization" nor "claim"');
  }
  const server = createWebServer({
    appUrl,
    apiUrl: required('API_URL'),
    idpUrl: required('IDP_URL'),
    tenancy,
  });
  const end = (): void => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  };
  process.once('SIGTERM', end);
  process.stdin.once('end', end).once('close', end).resume();
  server.once('error', (error) => {
    process.stderr.write(`web: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(Number(required('PORT')), '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ ready: true, url: appUrl })}\n`);
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    run();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'web: failed to start'}\n`);
    process.exit(1);
  }
}
