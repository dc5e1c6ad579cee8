/** Statements and messages of databases and of what stands in front of them. */
import type { Disclosure } from './entry.ts';

export const DATABASES: readonly Disclosure[] = [
  {
    name: 'SQL statement',
    of: ['PostgreSQL', 'MySQL', 'SQL Server', 'Oracle', 'SQLite'],
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
    name: 'PostgreSQL message',
    of: ['PostgreSQL', 'node-postgres', 'psycopg', 'pgx'],
    pattern:
      /\bSQLSTATE\b|syntax error at or near|duplicate key value violates|violates (?:unique|foreign key|not-null|check|row-level security|exclusion)|relation "[^"]+" does not exist|column "[^"]+" (?:does not exist|of relation)|operator does not exist: |invalid (?:input (?:syntax for|value for enum)|byte sequence for encoding)|value too long for type|permission denied for (?:table|relation|schema|function|database)|unterminated quoted string|unsupported Unicode escape sequence|pg_hba\.conf|password authentication failed|too many (?:clients|connections)|Connection terminated unexpectedly|current transaction is aborted|canceling statement due to|deadlock detected|numeric field overflow|date\/time field value out of range|psycopg2?\.|\bpq: /i,
    samples: [
      'syntax error at or near "\'"',
      'duplicate key value violates unique constraint "competitors_name_key"',
      'relation "users" does not exist',
      'invalid input syntax for type uuid: "1"',
      'new row violates row-level security policy for table "alerts"',
      'value too long for type character varying(120)',
      'date/time field value out of range: "2026-02-30"',
    ],
    lookAlikes: ['This name is already in use', 'Our relation to customers', 'a deadlock in the talks'],
  },
  {
    name: 'MySQL or MariaDB message',
    of: ['MySQL', 'MariaDB'],
    pattern:
      /You have an error in your SQL syntax|\bER_[A-Z]+(?:_[A-Z]+)+\b|Duplicate entry '[^'\n]{0,100}' for key|Unknown column '[^'\n]{1,80}' in|Table '[\w.]+' doesn't exist|Access denied for user '|Data too long for column|com\.mysql\.|mysqli?_(?:fetch|query|connect|num_rows)/,
    samples: [
      'You have an error in your SQL syntax; check the manual',
      "ER_DUP_ENTRY: Duplicate entry 'x' for key 'users.email'",
      "Unknown column 'tenant' in 'where clause'",
    ],
    lookAlikes: ['a duplicate entry in the list', 'ER_', 'an unknown column in the table'],
  },
  {
    name: 'SQL Server message',
    of: ['SQL Server', 'ODBC', 'OLE DB'],
    pattern:
      /Unclosed quotation mark after the character string|Incorrect syntax near '|Conversion failed when converting|Invalid (?:object|column) name '|String or binary data would be truncated|Violation of (?:UNIQUE|PRIMARY) KEY constraint|\[(?:Microsoft|ODBC)[^\]\n]{0,60}(?:SQL Server|Driver)|System\.Data\.SqlClient|Msg \d+, Level \d+, State \d+/,
    samples: [
      "Unclosed quotation mark after the character string ''.",
      "Invalid object name 'dbo.users'.",
      'Msg 8152, Level 16, State 30, Line 1',
      '[Microsoft][ODBC SQL Server Driver]',
    ],
    lookAlikes: ['an invalid name', 'Conversion failed: the lead was lost', 'Level 16 of the car park'],
  },
  {
    name: 'Oracle message',
    of: ['Oracle Database'],
    pattern: /\bORA-\d{5}\b|\bPLS-\d{5}\b|oracle\.jdbc|quoted string not properly terminated/,
    samples: [
      'ORA-00933: SQL command not properly ended',
      'PLS-00201: identifier must be declared',
      'oracle.jdbc.driver',
    ],
    lookAlikes: ['ORA-1', 'an oracle', 'Pandora-12345'],
  },
  {
    name: 'SQLite message',
    of: ['SQLite', 'better-sqlite3'],
    pattern:
      /\bSQLITE_[A-Z]{4,}|UNIQUE constraint failed: |NOT NULL constraint failed: |\bno such (?:table|column): |near "[^"\n]{1,40}": syntax error|sqlite3\.\w+Error/,
    samples: [
      'SQLITE_CONSTRAINT: UNIQUE constraint failed: users.email',
      'no such table: competitors',
      'near "OR": syntax error',
      'sqlite3.OperationalError',
    ],
    lookAlikes: ['there is no such table in the restaurant', 'near "the station"', 'a lite version'],
  },
  {
    name: 'MongoDB message',
    of: ['MongoDB', 'Mongoose'],
    pattern:
      /\bE11000 dup|\bMongo(?:Server|Network|Bulk\w*|Parse)?Error\b|\bBSON(?:Type)?Error\b|\bMongooseError\b|Cast to ObjectId failed|unknown (?:top level )?operator: \$|\$where is not allowed/,
    samples: [
      'E11000 duplicate key error collection: app.users',
      'MongoServerError: unknown operator: $foo',
      'Cast to ObjectId failed for value "1"',
    ],
    lookAlikes: ['/prices/d5df892a-adce-4b5e-a343-62cae11000ff', 'an unknown operator', 'a mongoose'],
  },
  {
    name: 'Redis, Elasticsearch or queue message',
    of: ['Redis', 'Elasticsearch', 'RabbitMQ', 'Kafka'],
    pattern:
      /\bWRONGTYPE Operation against a key|\bNOAUTH Authentication required|\bMISCONF Redis|\bReplyError: |\bindex_not_found_exception\b|\bsearch_phase_execution_exception\b|\bAMQPError\b|\bKafkaJS\w+Error\b/,
    samples: [
      'WRONGTYPE Operation against a key holding the wrong kind of value',
      'NOAUTH Authentication required.',
      'ReplyError: ERR unknown command',
      '"type":"index_not_found_exception"',
    ],
    lookAlikes: ['an operation against a key', 'no authentication required', 'an index that was not found'],
  },
  {
    name: 'object-relational mapper',
    of: [
      'Prisma',
      'TypeORM',
      'Sequelize',
      'Knex',
      'Drizzle',
      'Hibernate',
      'ActiveRecord',
      'SQLAlchemy',
      'Doctrine',
      'Eloquent',
      'Entity Framework',
    ],
    pattern:
      /\bPrismaClient\w*|Invalid `prisma\.|\bQueryFailedError\b|\bEntity(?:NotFound|MetadataNotFound|PropertyNotFound)Error\b|\bSequelize\w*Error\b|\bKnexTimeoutError\b|\bDrizzle(?:Query)?Error\b|\borg\.hibernate\b|\bHibernateException\b|could not execute (?:query|statement)|\bActiveRecord::\w+|\bsqlalchemy\.(?:exc|orm|dialects)\b|sqlalche\.me\/e|\bDoctrine\\(?:DBAL|ORM)|\bIlluminate\\Database\b|\bMicrosoft\.EntityFrameworkCore\b/,
    samples: [
      'PrismaClientKnownRequestError',
      'QueryFailedError: invalid input',
      'SequelizeUniqueConstraintError',
      'ActiveRecord::RecordNotFound',
      '(Background on this error at: https://sqlalche.me/e/20/gkpj)',
      'org.hibernate.exception.ConstraintViolationException',
    ],
    lookAlikes: ['a prism', 'an active record of sales', 'hibernate in winter', 'the doctrine of fair use'],
  },
];
