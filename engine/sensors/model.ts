/** The nouns of watching: sensors, channels, and what a sensor sees. */
import type { SentRequest } from '../model.ts';
import type { RuleId } from '../rules.ts';

export const SENSORS = ['canary', 'disclosure', 'credential', 'transport', 'coverage'] as const;
export type Sensor = (typeof SENSORS)[number];

/** The ways by which something reaches, or leaves, a browser or an API client. */
export type Channel =
  | 'request'
  | 'response'
  | 'header'
  | 'cookie'
  | 'event stream'
  | 'socket'
  | 'download'
  | 'page'
  | 'local storage'
  | 'session storage'
  | 'database'
  | 'cache'
  | 'file system'
  | 'message'
  | 'console';

/** One thing that a sensor saw and that must not be. Free of secrets. */
export interface Sighting {
  sensor: Sensor;
  rule: RuleId;
  channel: Channel;
  /** The identity that was watched; `anonymous` for nobody. */
  actor: string;
  /** The operation, address or store at fault, without ids; names the fault in its title and fingerprint. */
  subject: string;
  request?: SentRequest;
  expected: string;
  seen: string;
}

/** Something that reached the browser and that no sensor could read. */
export interface Unread {
  channel: Channel;
  subject: string;
  reason: string;
}
