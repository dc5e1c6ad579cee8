/** The cells of the sensors: what they see in any test of the run, and that each sees what is planted for it. */
import type { Cell, Gate } from '../model.ts';
import type { RuleId } from '../rules.ts';
import type { Sensor } from '../sensors/model.ts';
import { type Group, group } from './cells.ts';

export type WatchCell = Cell & { sensor: Sensor };
export type ControlCell = Cell & { sensor: Sensor; place: string };

const WATCHED: Record<Sensor, { gate: Gate; rule: RuleId; title: string }> = {
  canary: {
    gate: 'isolation',
    rule: 'foreign-data-received',
    title: 'Nothing of another tenant reaches anybody in the whole run',
  },
  disclosure: {
    gate: 'disclosure',
    rule: 'error-disclosure',
    title: 'No answer and no page of the whole run tells of the inside',
  },
  credential: {
    gate: 'session',
    rule: 'token-exposed',
    title: 'No token and no password is where it does not belong in the whole run',
  },
  transport: {
    gate: 'session',
    rule: 'security-header-missing',
    title: 'Headers, cookies and caching rules are right in every answer of the whole run',
  },
  coverage: {
    gate: 'infrastructure',
    rule: 'undescribed-request',
    title: 'Every request that a browser of the run sends to the API is described by the policy',
  },
};

/** What the sensors see in the traffic of any page, and no other check asks for. */
export const SEEN_ON_PAGES: readonly RuleId[] = [
  'foreign-data-received',
  'token-exposed',
  'security-header-missing',
  'cookie-attributes',
  'authenticated-response-cacheable',
  'undescribed-request',
];

/** One cell for each sensor. Every test that watched anything records it; the worst record speaks for the run. */
export function watches(): Group<WatchCell>[] {
  return (Object.keys(WATCHED) as Sensor[]).flatMap((sensor) => {
    const { gate, rule, title } = WATCHED[sensor];
    return group<WatchCell>({ title, gate, rule, feature: 'sensors' }, [
      { id: `${gate}/watch/${sensor}`, title, sensor },
    ]);
  });
}

/** Where each sensor must see what is planted. */
const CONTROLS: Record<Sensor, readonly string[]> = {
  canary: [
    'response',
    'used-response',
    'header',
    'event-stream',
    'used-stream',
    'used-message',
    'event-source',
    'socket',
    'used-socket',
    'worker',
    'left-worker',
    'worker-socket',
    'service-worker',
    'service-worker-answer',
    'frame',
    'popup',
    'download',
    'blob-download',
    'page',
    'local-storage',
    'session-storage',
    'database',
    'cache',
    'file-system',
    'cookie',
    'message',
    'console',
    'left-page',
    'first-page',
    'api',
  ],
  disclosure: ['response', 'header', 'page', 'event-stream', 'api'],
  credential: [
    'address',
    'console',
    'page',
    'local-storage',
    'sdk-storage',
    'session-storage',
    'window-name',
    'database',
    'cookie',
    'message',
    'broadcast',
    'referer',
    'other-origin',
    'password',
  ],
  transport: ['page-headers', 'data-headers', 'caching', 'cookie', 'redirect-cookie', 'api'],
  coverage: ['page', 'worker'],
};

/** The positive controls: without them silence proves nothing. */
export function sensorControls(): Group<ControlCell>[] {
  return (Object.keys(CONTROLS) as Sensor[]).flatMap((sensor) =>
    group<ControlCell>(
      {
        title: `The ${sensor} sensor sees what is planted for it`,
        gate: 'infrastructure',
        rule: 'sensor-blind',
        feature: 'sensors',
      },
      CONTROLS[sensor].map((place) => ({
        id: `infrastructure/sensor/${sensor}/${place}`,
        title: `the ${sensor} sensor sees what is planted: ${place}`,
        sensor,
        place,
      })),
    ),
  );
}

const honesty = (id: string, title: string): Group[] =>
  group<Cell>({ title, gate: 'infrastructure', rule: 'sensor-blind', feature: 'sensors' }, [
    { id: `infrastructure/sensor/${id}`, title },
  ]);

/** What no sensor can read is counted, and where nothing is wrong nothing is raised. */
export function sensorHonesty() {
  return {
    unread: honesty('unread', 'A body that no sensor can read is counted'),
    silent: honesty('silent', 'The sensors are silent where nothing is wrong'),
  };
}
