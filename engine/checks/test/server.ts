/** A PostgreSQL server for the tests of the database checks, started as a command: the engine does not know the target. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../config/settings.ts';

export interface TestServer {
  superuserUrl: string;
  stop(): Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const entry = pathToFileURL(path.join(ROOT, 'target/postgres/index.ts')).href;
  const script = `import(${JSON.stringify(entry)}).then(async ({ startPostgres }) => {
    const server = await startPostgres();
    console.log(server.superuserUrl);
    process.stdin.resume().once('end', () => void server.stop().then(() => process.exit(0)));
  }).catch((error) => { console.error(error.message); process.exit(1); });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--eval', script], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the server ended');
  });
  ended.catch(() => undefined); // it ends when it is told to
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  return {
    superuserUrl: line.toString().trim(),
    async stop() {
      const over = once(child, 'exit');
      child.stdin.end();
      await over;
    },
  };
}
