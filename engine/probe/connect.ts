/** How the engine's own connections are made: where names lead, and whose certificates are believed. */
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import tls from 'node:tls';

/**
 * Names below `.localhost` are this machine (RFC 6761, section 6.3). Browsers know that; the look-up of many operating
 * systems does not.
 */
export const lookup: LookupFunction = (hostname, options, callback) =>
  dns.lookup(/\.localhost\.?$/i.test(hostname) ? '127.0.0.1' : hostname, options, callback);

/** What a connection is made with; an authority that is trusted is trusted besides the usual ones, never instead of a look. */
export interface Connecting {
  lookup: LookupFunction;
  secureContext?: tls.SecureContext;
}

/** For whom a certificate must be good: who is asked, whatever the Host header says. An address has no name to send. */
export const servername = (hostname: string): string => (isIP(hostname) === 0 ? hostname : '');

let trusted: tls.SecureContext | undefined;

export const connecting = (): Connecting => ({
  lookup,
  ...(trusted ? { secureContext: trusted } : {}),
});

const KEPT = { keepAlive: true, maxSockets: 32 };

export const agents = {
  'http:': new http.Agent({ ...KEPT, lookup }),
  'https:': new https.Agent({ ...KEPT, ...connecting() }),
};

/**
 * Trusts one authority more, for every connection from now on.
 *
 * @param certificate of the authority, as PEM
 */
export function trust(certificate: string): void {
  trusted = tls.createSecureContext({ ca: [...tls.rootCertificates, certificate] });
  agents['https:'] = new https.Agent({ ...KEPT, ...connecting() });
}
