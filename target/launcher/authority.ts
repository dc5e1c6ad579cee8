/** The certificates of one start: an authority that nobody knows but who is given its file, and what it vouches for. */
import { createCA, createCert } from 'mkcert';
import type { ServiceName } from './options.ts';
import type { Urls } from './present.ts';
import { writePrivately } from './state.ts';

/** Names below `.localhost`, which are this machine (RFC 6761, section 6.3), and each a host of its own to a browser. */
const HOSTS: Readonly<Record<ServiceName, string>> = {
  web: 'app.localhost',
  api: 'api.localhost',
  idp: 'idp.localhost',
};
const NOBODY = { organization: 'MarketEdge on this machine', countryCode: 'ZZ', state: '-', locality: '-' };
/** A target may be left running overnight. */
const DAYS = 7;

/** PEM. */
export interface Certificate {
  key: string;
  /** With the authority's own behind it. */
  cert: string;
}

/** The addresses of an instance over TLS. */
export function urlsOverTls(ports: Readonly<Record<ServiceName, number>>): Urls {
  const url = (name: ServiceName): string => `https://${HOSTS[name]}:${ports[name]}`;
  return { app: url('web'), api: url('api'), idp: url('idp') };
}

export class Authority {
  readonly #pair: Certificate;
  /** Its certificate, for whoever is to trust it. */
  readonly file: string;

  private constructor(pair: Certificate, file: string) {
    this.#pair = pair;
    this.file = file;
  }

  static async make(file: string): Promise<Authority> {
    const pair = await createCA({ ...NOBODY, validity: DAYS });
    writePrivately(file, pair.cert);
    return new Authority(pair, file);
  }

  /** A certificate for the hosts of the target. */
  async issue(): Promise<Certificate> {
    const { key, cert } = await createCert({
      ca: this.#pair,
      domains: Object.values(HOSTS),
      validity: DAYS,
    });
    return { key, cert: `${cert.trim()}\n${this.#pair.cert}` };
  }
}
