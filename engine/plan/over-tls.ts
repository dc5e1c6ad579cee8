/** What only TLS on several hosts can show: whose cookies go where, what browsers are told, and who is sent credentials. */
import type { Cell } from '../model.ts';
import type { RuleId } from '../rules.ts';
import { type Group, group, single } from './cells.ts';

export const SERVICES = ['identity provider', 'application', 'API'] as const;
export type Service = (typeof SERVICES)[number];

export type ServiceCell = Cell & { service: Service };

const FEATURE = 'over TLS';

/** One group for each service, so that a finding names the service at fault. */
const ofEach = (rule: RuleId, id: string, says: (service: Service) => string): Group<ServiceCell>[] =>
  SERVICES.flatMap((service) =>
    group<ServiceCell>({ title: says(service), gate: 'session', rule, feature: `${service} ${FEATURE}` }, [
      {
        id: `session/tls/${id}/${service.replace(' ', '-').toLowerCase()}`,
        title: says(service),
        service,
      },
    ]),
  );

export function overTls() {
  return {
    hsts: ofEach(
      'hsts-missing',
      'hsts',
      (service) => `Every kind of answer of the ${service} tells browsers to stay with TLS for a year`,
    ),
    cookies: ofEach(
      'cookie-not-bound',
      'cookies',
      (service) => `The cookies of the ${service} are for TLS alone, and for the host that set them`,
    ),
    plain: ofEach('plain-http-served', 'plain', (service) => `The ${service} serves nothing without TLS`),
    destinations: single(
      'session',
      'token-exposed',
      FEATURE,
      'tls/destinations',
      'Passwords and tokens go to the hosts that they are for, and to no other',
    ),
    referers: single(
      'session',
      'token-exposed',
      FEATURE,
      'tls/referers',
      'No host is told which address of another one a request comes from',
    ),
    silent: single(
      'session',
      'grant-type',
      FEATURE,
      'tls/silent',
      'A session is restored by silent authentication across hosts',
    ),
    origins: single(
      'infrastructure',
      'undescribed-request',
      FEATURE,
      'tls/origins',
      'The browser speaks over TLS, and to the origins that the policy names alone',
    ),
  };
}
