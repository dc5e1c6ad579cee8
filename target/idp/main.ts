/**
 * The identity provider's process: told everything by its environment, one line when it is ready, gone on SIGTERM or
 * when whoever started it is gone.
 */
import './quiet.ts';
import { readConfig } from './config.ts';

function crash(error: unknown): never {
  const message = error instanceof Error ? error.message : 'unknown error';
  process.stderr.write(`idp: ${message.split('\n')[0]}\n`);
  process.exit(1);
}

process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
process.on('SIGTERM', () => process.exit(0));
process.stdin.on('close', () => process.exit(0));
process.stdin.resume();

try {
  const config = readConfig(process.env);
  const { startProvider } = await import('./server.ts'); // late: its libraries speak as soon as they are loaded
  await startProvider(config);
  process.stdout.write(`${JSON.stringify({ ready: true, url: config.url })}\n`);
} catch (error) {
  crash(error);
}
