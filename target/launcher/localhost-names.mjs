/** Names below `.localhost` are this machine (RFC 6761, section 6.3); not every operating system looks them up so. */
import dns from 'node:dns';

const lookUp = dns.lookup;
/** @type {(name: string, ...rest: unknown[]) => void} */
const own = (name, ...rest) =>
  Reflect.apply(lookUp, dns, [/\.localhost$/i.test(name) ? '127.0.0.1' : name, ...rest]);
Object.assign(dns, { lookup: own });
