/** The catalogue of what no answer and no page may tell: each rule with samples that must match and look-alikes that must not. */

export interface DisclosureRule {
  name: string;
  pattern: RegExp;
  /** Texts that must match. */
  samples: readonly string[];
  /** Texts that look alike and must not match. */
  lookAlikes: readonly string[];
}

export const DISCLOSURE_RULES: readonly DisclosureRule[] = [
  {
    name: 'JavaScript stack',
    pattern:
      /\bat (?:async )?(?:[\w$.<>[\] ]+ \()?(?:file:\/\/|node:|\/|[A-Z]:\\|webpack:)[^\s()]+:\d+:\d+\)?/,
    samples: [
      'at handler (/srv/api/routes/users.js:41:17)',
      'at async file:///app/dist/server.js:10:3',
      'at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    ],
    lookAlikes: ['We open at 10:30 (Monday)', 'See you at /about'],
  },
  {
    name: 'Python, Java, .NET, PHP, Ruby or Go stack',
    pattern:
      /Traceback \(most recent call last\)|\bat (?:java|javax|org|com)\.[\w.$]+\([\w]+\.java:\d+\)|\bat [\w.]+\.[\w]+\([^)]*\) in [^\n]+:line \d+|\b(?:Fatal error|Warning|Notice): .+ in \/.+\.php on line \d+|\.rb:\d+:in [`']|goroutine \d+ \[/,
    samples: [
      'Traceback (most recent call last):',
      'at com.example.api.UserService.find(UserService.java:42)',
      'Fatal error: Uncaught Error in /var/www/index.php on line 3',
      'goroutine 12 [running]:',
    ],
    lookAlikes: ['A warning: prices rise in July', 'Java, the island'],
  },
  {
    name: 'SQL statement',
    pattern:
      /\b(?:select\s+[\w*",.\s()]{1,200}\s+from\s+["\w]+\s*(?:where|join|order|limit|group|;|\()|insert\s+into\s+["\w.]+\s*\(|update\s+["\w.]+\s+set\s+["\w]+\s*=|delete\s+from\s+["\w.]+\s+where)/i,
    samples: [
      'select id, name from competitors where tenant_id = $1',
      'INSERT INTO alerts (id, title) VALUES',
      'UPDATE users SET role = $1',
      'delete from prices where id = 3',
    ],
    lookAlikes: ['Select a category from the list', 'Update your settings', 'delete from trash'],
  },
  {
    name: 'database error',
    pattern:
      /\bSQLSTATE\b|\bORA-\d{5}\b|syntax error at or near|duplicate key value violates|violates (?:unique|foreign key|not-null|check|row-level security)|relation "[^"]+" does not exist|column "[^"]+" (?:does not exist|of relation)|invalid (?:input syntax for|byte sequence for encoding)|permission denied for (?:table|relation|schema|function)|unterminated quoted string|You have an error in your SQL syntax|SQLITE_[A-Z]+|MongoServerError|E11000 dup|PrismaClient|SequelizeDatabaseError|QueryFailedError|pg_hba\.conf|password authentication failed|too many (?:clients|connections)|Connection terminated unexpectedly|current transaction is aborted/i,
    samples: [
      'syntax error at or near "\'"',
      'duplicate key value violates unique constraint "competitors_name_key"',
      'relation "users" does not exist',
      'invalid input syntax for type uuid: "1"',
      'new row violates row-level security policy for table "alerts"',
      'E11000 duplicate key error collection: app.users',
    ],
    lookAlikes: [
      'This name is already in use',
      'Our relation to customers',
      '/prices/d5df892a-adce-4b5e-a343-62cae11000ff',
    ],
  },
  {
    name: 'system or driver error code',
    pattern:
      /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|EACCES|ENOENT|EPIPE|ERR_[A-Z]+_[A-Z_]+|FST_ERR_[A-Z_]+|ERR_J[A-Z]+_[A-Z_]+|JWSSignatureVerificationFailed|JWTExpired|JWTClaimValidationFailed|UnhandledPromiseRejection)\b/,
    samples: [
      'connect ECONNREFUSED 127.0.0.1:5432',
      'ENOENT: no such file',
      'FST_ERR_CTP_INVALID_MEDIA_TYPE',
      'ERR_JWS_INVALID',
    ],
    lookAlikes: ['EUROPE', 'ERR is short for error'],
  },
  {
    name: 'runtime error message',
    pattern:
      /\b(?:TypeError|ReferenceError|SyntaxError|RangeError|NullPointerException|AttributeError|KeyError|IndexError|ZeroDivisionError): |Cannot read propert(?:y|ies) (?:of|')|is not a function\b|undefined is not an object|Unexpected (?:token|end of JSON)|in JSON at position|Object reference not set/,
    samples: [
      "TypeError: Cannot read properties of undefined (reading 'id')",
      'Unexpected token } in JSON at position 12',
      'x.map is not a function',
    ],
    lookAlikes: ['This is not a functional requirement', 'An unexpected price change'],
  },
  {
    name: 'file path',
    pattern:
      /(?:^|[\s"'(=:,])(?:\/(?:home|root|srv|var|opt|usr|etc|app|tmp|Users|workspace)\/[\w.@-]+(?:\/[\w.@-]+)*|[A-Za-z]:\\(?:[\w .-]+\\)+[\w .-]+)|node_modules\/|\.(?:ts|tsx|jsx|py|rb|go|cs|php|java):\d+/,
    samples: [
      'open "/var/www/app/config.js"',
      'C:\\inetpub\\wwwroot\\web.config',
      'in node_modules/pg/lib',
      'server.ts:41',
    ],
    lookAlikes: ['/api/v1/users', '/users/settings', 'https://example.com/home'],
  },
  {
    name: 'version of a server or framework',
    pattern:
      /\b(?:nginx|Apache|Express|Kestrel|Tomcat|Jetty|PHP|PostgreSQL|MySQL|MariaDB|OpenSSL|Node\.js|uvicorn|gunicorn|Werkzeug|Fastify|Django|Rails)[/ ]v?\d+\.\d+/i,
    samples: ['nginx/1.25.3', 'PostgreSQL 16.1 on x86_64', 'PHP/8.2.1'],
    lookAlikes: ['nginx', 'Express delivery in 24 hours'],
  },
  {
    name: 'internal address',
    pattern:
      /\b(?:10\.\d{1,3}\.\d{1,3}\.\d{1,3}|192\.168\.\d{1,3}\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3})(?::\d+)?\b|\b[\w-]+\.(?:internal|svc\.cluster\.local|corp|intranet)\b|\b(?:127\.0\.0\.1|localhost):(?:5432|3306|6379|27017|9200)\b|postgres(?:ql)?:\/\//,
    samples: ['10.0.12.7:5432', 'db.internal', 'api.default.svc.cluster.local', 'postgresql://app@db/prod'],
    lookAlikes: ['10.5 percent', 'version 10.2', 'internal use'],
  },
  {
    name: 'key or token',
    pattern:
      /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b|\bsk_live_[A-Za-z0-9]{16,}/,
    samples: [`-----BEGIN ${'RSA PRIVATE'} KEY-----`, `AKIA${'ABCDEFGHIJKLMNOP'}`],
    lookAlikes: ['BEGIN', 'a private key'],
  },
];

/** The disclosures in a text, as `rule: the matching part` with at most 120 characters of it; empty when there are none. */
export function disclosuresIn(text: string): string[] {
  return DISCLOSURE_RULES.flatMap(({ name, pattern }) => {
    const match = pattern.exec(text);
    return match ? [`${name}: ${match[0].trim().slice(0, 120)}`] : [];
  });
}

const TELLING_HEADERS = ['server', 'x-powered-by', 'x-aspnet-version', 'x-runtime', 'x-debug', 'x-generator'];

/** Headers that name software with its version, or exist only to name software. */
export function tellingHeaders(headers: Readonly<Record<string, string>>): string[] {
  return TELLING_HEADERS.flatMap((name) => {
    const value = headers[name];
    if (value === undefined || (name === 'server' && !/\d/.test(value))) return [];
    return [`header ${name}: ${value.slice(0, 80)}`];
  });
}
