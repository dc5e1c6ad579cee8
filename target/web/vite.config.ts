/**
 * How the app is bundled: one script, one stylesheet, one worker, no source maps, nothing inline.
 *
 * The page is served under a policy without 'unsafe-inline', `blob:` or `data:` for code, so the worker of the
 * Auth0 SDK, which the SDK would otherwise start from a blob, is written out as a file of its own.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const WORKER_FILE = '@auth0/auth0-spa-js/dist/auth0-spa-js.worker.production.js';
const WORKER_MODULE = 'virtual:auth-worker-url';

/** `import workerUrl from 'virtual:auth-worker-url'`: the address of the SDK's token worker, hosted by us. */
function authWorker(): Plugin {
  return {
    name: 'auth-worker',
    resolveId: (id) => (id === WORKER_MODULE ? `\0${WORKER_MODULE}` : undefined),
    load(id) {
      if (id !== `\0${WORKER_MODULE}`) return undefined;
      const path = createRequire(import.meta.url).resolve(WORKER_FILE);
      // The file names a source map that is not shipped; a browser's tools would ask for it in vain.
      const source = readFileSync(path, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
      const reference = this.emitFile({ type: 'asset', name: 'auth-worker.js', source });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), authWorker()],
  // Whatever NODE_ENV the caller has: a development build would say too much, and behave differently.
  mode: 'production',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    emptyOutDir: true,
    reportCompressedSize: false,
  },
  clearScreen: false,
  logLevel: 'warn',
});
