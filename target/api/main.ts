/** The process: reads the environment, listens, says so in one line, and goes when it is told to or left alone. */
import { readConfig } from './config.ts';
import { buildServer } from './server.ts';
import { createServices } from './services.ts';

/** One line, without values: a crash must not print what it was working on. */
function crash(error: unknown): never {
  const { name, message, stack = '' } = error as Error;
  const place = stack.split('\n').find((line) => line.trim().startsWith('at ')) ?? '';
  process.stderr.write(`api: ${name}: ${message.split('\n')[0]} ${place.trim()}\n`);
  process.exit(1);
}
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);

const config = readConfig(process.env);
const services = createServices(config);
const app = await buildServer(services);

/** Ends at once; what is still running is rolled back by the database. */
function stop(): void {
  setTimeout(() => process.exit(0), 500).unref();
  void Promise.allSettled([app.close(), services.close()]).then(() => process.exit(0));
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// A launcher that was killed closes our standard input.
process.stdin.once('end', stop).once('error', stop).resume();

await app.listen({ host: '127.0.0.1', port: config.port });
process.stdout.write(`${JSON.stringify({ ready: true, url: config.apiUrl })}\n`);
