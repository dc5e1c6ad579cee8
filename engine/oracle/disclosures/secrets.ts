/**
 * Keys, tokens and addresses that carry a password. The samples are put together, so that no scanner of this repository
 * takes one for a real key.
 */
import { type Disclosure, EVERYWHERE } from './entry.ts';

const filler = (length: number): string => 'Ab3dEf6hJk9mNp2rSt5vWx8zYq4cGi7lOu1'.repeat(3).slice(0, length);

export const SECRETS: readonly Disclosure[] = [
  {
    name: 'private key',
    of: ['PEM', 'OpenSSH', 'PGP', 'JWK'],
    pattern:
      /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\[rn]|\s)*[A-Za-z0-9+/=:]{16}|"kty"\s*:\s*"(?:RSA|EC|OKP)"[^{}]{0,4000}"(?:d|p|q|dp|dq|qi)"\s*:\s*"|"(?:d|p|q|dp|dq|qi)"\s*:\s*"[\w-]{20,}"[^{}]{0,4000}"kty"\s*:/,
    samples: [
      `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${filler(64)}`,
      `"-----BEGIN ${'PRIVATE'} KEY-----\\n${filler(64)}`,
      `{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"${filler(43)}"}`,
      `{"kty":"RSA","n":"a","e":"AQAB","p":"${filler(43)}"}`,
      `{"qi":"${filler(43)}","e":"AQAB","kty":"RSA"}`,
    ],
    lookAlikes: [
      'BEGIN',
      'a private key',
      // What reads keys looks for the frame of one.
      'if(e.indexOf("-----BEGIN PRIVATE KEY-----")!==0)throw TypeError("not a key")',
      '{"kty":"RSA","n":"abc","e":"AQAB"}',
      '-----BEGIN PUBLIC KEY-----',
    ],
    places: EVERYWHERE,
  },
  {
    name: 'key of a service',
    of: ['AWS', 'GitHub', 'GitLab', 'Stripe', 'Slack', 'SendGrid', 'npm', 'OpenAI', 'Twilio'],
    pattern:
      /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[opsu]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60,}|\bglpat-[\w-]{20}\b|\b[sr]k_live_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9]{24,}|\bxox[abprs]-\d{6,}-[\w-]{10,}|\bSG\.[\w-]{22}\.[\w-]{43}\b|\bnpm_[A-Za-z0-9]{36}\b|\bsk-proj-[\w-]{40,}/,
    samples: [
      `AKIA${'ABCDEFGHIJKLMNOP'}`,
      `ghp_${filler(36)}`,
      `sk_live_${filler(24)}`,
      `xoxb-${'1234567890'}-${filler(20)}`,
    ],
    lookAlikes: ['AKIA', 'ghp_short', 'sk_test_x', 'xoxo-hugs', 'pk_live_is_public_by_design'],
    places: EVERYWHERE,
  },
  {
    name: 'key of Google',
    of: ['Google Cloud', 'Firebase', 'Maps'],
    // In scripts it is meant to be public, and held to its referrer by the owner.
    pattern: /(?<![\w-])AIza[0-9A-Za-z_-]{35}(?![\w-])/,
    samples: [`AIza${filler(35)}`, `key=AIza${filler(35)}&x`],
    lookAlikes: ['AIza', `AIza${filler(20)}`],
  },
  {
    name: 'token',
    of: ['JWT', 'bearer tokens'],
    pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}|\bBearer [\w.~+/-]{20,}/,
    samples: [`eyJ${filler(20)}.eyJ${filler(30)}.${filler(43)}`, `authorization: Bearer ${filler(24)}`],
    lookAlikes: ['eyJhbGciOi', 'Bearer', 'Bearer realm="api", error="invalid_token"'],
    places: ['error', 'script'],
  },
  {
    name: 'connection string',
    of: ['PostgreSQL', 'MySQL', 'MongoDB', 'Redis', 'AMQP', 'JDBC', 'ADO.NET', 'Azure'],
    pattern:
      /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|nats):\/\/[\w%.:@/-]{3,}|\bjdbc:[a-z]+:|\b(?:Server|Data Source)=[^;\n]{1,100};[^\n]{0,200}\b(?:Password|Pwd)=|\bAccountKey=[A-Za-z0-9+/=]{20,}/,
    samples: [
      'postgresql://app@db/prod',
      'mongodb+srv://app:x@cluster0.example.net',
      'jdbc:oracle:thin:@db:1521',
      'Server=db;Database=shop;User Id=app;Password=x',
    ],
    lookAlikes: ['postgres', 'https://example.com/mysql://', 'Server=maintenance', 'redis: a cache'],
    places: EVERYWHERE,
  },
];
