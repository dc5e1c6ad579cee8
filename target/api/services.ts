/** What the operations work with, made once per process. */
import { DenialLog } from './audit.ts';
import { Admission } from './auth/admission.ts';
import { createGuard, type Guard } from './auth/guard.ts';
import { createTokenVerifier, type TokenVerifier } from './auth/token.ts';
import { ResponseCache } from './cache.ts';
import { Changes } from './changes.ts';
import type { Config } from './config.ts';
import { Database } from './db/pool.ts';
import { ExportWorker } from './exports/worker.ts';
import { IdentityProvider } from './identity-provider.ts';
import { Seal } from './seal.ts';
import { AlertChannel } from './stream/alert-channel.ts';
import { SessionEvents } from './stream/sessions.ts';

export interface Services {
  config: Config;
  database: Database;
  platform: Database;
  verifier: TokenVerifier;
  admission: Admission;
  guard: Guard;
  cache: ResponseCache;
  changes: Changes;
  identityProvider: IdentityProvider;
  sessions: SessionEvents;
  channel: AlertChannel;
  seal: Seal;
  worker: ExportWorker;
  close(): Promise<void>;
}

export function createServices(config: Config): Services {
  const database = new Database(config.databaseUrl, 15);
  const platform = new Database(config.platformDatabaseUrl, 3);
  const verifier = createTokenVerifier(config);
  const admission = new Admission(database);
  const worker = new ExportWorker(database);
  const cache = new ResponseCache();
  return {
    config,
    database,
    platform,
    verifier,
    admission,
    guard: createGuard(verifier, admission, new DenialLog(database, platform)),
    cache,
    changes: new Changes(database, cache),
    identityProvider: new IdentityProvider(config),
    sessions: new SessionEvents(),
    channel: new AlertChannel(),
    seal: new Seal(),
    worker,
    close: async () => {
      worker.stop();
      await Promise.all([database.close(), platform.close()]);
    },
  };
}
