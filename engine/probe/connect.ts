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

let trusted: tls.SecureContext | undefined;

/** What a connection is made with, for HTTP and for bytes; an authority that is trusted is trusted besides the usual ones. */
export interface Connecting {
  host: string;
  port: number;
  lookup: LookupFunction;
  /** For whom a certificate must be good: who is asked, whatever the Host header says. An address has no name to send. */
  servername?: string;
  secureContext?: tls.SecureContext;
}

export const isSecure = ({ protocol }: URL): boolean => protocol === 'https:';

export function connectingTo(origin: URL): Connecting {
  const { hostname: host, port } = origin;
  if (!isSecure(origin)) return { host, port: Number(port) || 80, lookup };
  const servername = isIP(host) === 0 ? host : '';
  const context = trusted ? { secureContext: trusted } : {};
  return { host, port: Number(port) || 443, lookup, servername, ...context };
}

/**
 * A connection that nothing is said on is closed after so many milliseconds. Servers close theirs after some seconds, and
 * what is sent at that moment is lost; a write must not be sent twice to find out.
 */
const IDLE_MS = 1_000;
const KEPT = { keepAlive: true, maxSockets: 32, timeout: IDLE_MS };
const agents = { plain: new http.Agent(KEPT), secure: new https.Agent(KEPT) };

/** The connections that are kept for those who ask again. */
export const agentFor = (origin: URL): http.Agent => (isSecure(origin) ? agents.secure : agents.plain);

/**
 * Trusts one authority more, for every connection from now on.
 *
 * @param certificate of the authority, as PEM
 */
export function trust(certificate: string): void {
  trusted = tls.createSecureContext({ ca: [...tls.rootCertificates, certificate] });
}
