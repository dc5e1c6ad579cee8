/** Stacks and messages of runtimes, by language. */
import type { Disclosure } from './entry.ts';

export const STACKS: readonly Disclosure[] = [
  {
    name: 'JavaScript stack',
    of: ['Node.js', 'Deno', 'Bun', 'browsers'],
    pattern:
      /\bat (?:async )?(?:[\w$.<>[\] ]+ \()?(?:file:\/\/|https?:\/\/|node:|\/|[A-Z]:\\|webpack:)[^\s()]+:\d+:\d+\)?|^[\w$.<>/*]*@(?:https?|file):\/\/[^\s()]+:\d+:\d+$/m,
    samples: [
      'at handler (/srv/api/routes/users.js:41:17)',
      'at async file:///app/dist/server.js:10:3',
      'at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      'at new Pool (C:\\app\\node_modules\\pg\\index.js:12:9)',
      'at Page (https://app.example.com/assets/index-Bx1.js:12:9034)',
      'render@https://app.example.com/assets/index-Bx1.js:12:9034',
    ],
    lookAlikes: [
      'at https://example.com:8080',
      'We open at 10:30 (Monday)',
      'See you at /about',
      'at 12:30:15 the price rose',
    ],
  },
  {
    name: 'Python stack',
    of: ['Python', 'Django', 'Flask', 'FastAPI'],
    pattern: /Traceback \(most recent call last\)|\bFile "[^"\n]{1,200}\.py", line \d+/,
    samples: [
      'Traceback (most recent call last):',
      'File "/usr/lib/python3.12/json/decoder.py", line 355, in raw_decode',
    ],
    lookAlikes: ['File "report.pdf", line 3 of the form', 'the most recent call'],
  },
  {
    name: 'Java, Kotlin or Scala stack',
    of: ['Java', 'Kotlin', 'Scala', 'Spring'],
    pattern:
      /\bat (?:[A-Za-z_][\w$]*\.)+[\w$<>]+\((?:[\w$]+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)|\bException in thread "|\.[A-Z]\w{0,80}(?:Exception|Error)\b(?<=\b[a-z]\w*\.[a-z]\w*\.\w+)/,
    samples: [
      'at com.example.api.UserService.find(UserService.java:42)',
      'Exception in thread "main" java.lang.IllegalStateException',
      'org.springframework.dao.DataIntegrityViolationException: could not execute statement',
      'Caused by: java.net.ConnectException: Connection refused',
    ],
    lookAlikes: ['Java, the island', 'www.example.com/Exceptions', 'an exception in the contract'],
  },
  {
    name: '.NET stack',
    of: ['C#', 'F#', 'ASP.NET'],
    pattern:
      /\bat [\w.`+]+\.[\w`<>[\]]+\([^()\n]{0,200}\) in [^\n]{1,200}:line \d+|\bSystem\.(?:[A-Z]\w+\.){0,4}[A-Z]\w*Exception\b|--- End of (?:inner exception )?stack trace/,
    samples: [
      'at Shop.Api.Users.Find(Guid id) in C:\\src\\Shop\\Users.cs:line 41',
      'System.NullReferenceException: Object reference not set to an instance of an object.',
      '--- End of inner exception stack trace ---',
    ],
    lookAlikes: ['System. Exception to the rule', 'at Shop.Api (line 3)', 'the end of the stack'],
  },
  {
    name: 'PHP message',
    of: ['PHP', 'WordPress', 'Laravel', 'Symfony'],
    pattern:
      /\b(?:Fatal error|Parse error|Warning|Notice|Deprecated)(?:<\/b>)?:\s[^\n]{1,300}\.php(?:<\/b>)? on line (?:<b>)?\d+|#\d+ \/[^\s:]{1,200}\.php\(\d+\)|\bPHP (?:Fatal error|Parse error|Warning|Notice):/,
    samples: [
      'Fatal error: Uncaught Error in /var/www/index.php on line 3',
      '<b>Warning</b>: mysqli_connect(): failed in <b>/srv/www/db.php</b> on line <b>12</b>',
      '#0 /var/www/vendor/laravel/framework/src/Illuminate/Routing/Router.php(798): run()',
    ],
    lookAlikes: ['A warning: prices rise in July', 'Notice: the office is closed', 'we write PHP on line'],
  },
  {
    name: 'Ruby stack',
    of: ['Ruby', 'Rails', 'Sinatra'],
    pattern:
      /\.rb:\d+:in [`']|\b(?:NoMethodError|NameError|ArgumentError) \(|\bundefined (?:local variable or )?method [`'][^`'\n]{1,80}' for /,
    samples: [
      "app/models/user.rb:41:in `find'",
      "NoMethodError (undefined method `name' for nil:NilClass):",
      "undefined method 'id' for nil",
    ],
    lookAlikes: ['a method that is undefined', 'ruby red', 'users.rb'],
  },
  {
    name: 'Go panic',
    of: ['Go'],
    pattern:
      /\bgoroutine \d+ \[[a-z ,]{1,40}|\bpanic: (?:runtime error|interface conversion|assignment to|send on|close of)|\.go:\d+ \+0x[0-9a-f]+/,
    samples: [
      'goroutine 12 [running]:',
      'panic: runtime error: invalid memory address or nil pointer dereference',
      '/src/api/main.go:41 +0x1d5',
    ],
    lookAlikes: ['no panic: prices are stable', 'go routine by routine', 'main.go'],
  },
  {
    name: 'Rust, Elixir or Perl message',
    of: ['Rust', 'Elixir', 'Erlang', 'Perl'],
    pattern:
      /\bthread '[^'\n]{1,80}' panicked at |\bRUST_BACKTRACE\b|\*\* \([A-Z][\w.]{0,60}Error\) | at \/?[\w/.-]{1,120}\.p[lm] line \d+\./,
    samples: [
      "thread 'main' panicked at src/main.rs:4:5",
      '** (Ecto.QueryError) nil given for id',
      "Can't locate object method at /srv/www/cgi/list.pl line 40.",
    ],
    lookAlikes: ['a thread of comments', '** (important) **', 'see page 3 line 40.'],
  },
  {
    name: 'runtime error message',
    of: ['JavaScript', 'Python', 'Java', '.NET'],
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
    name: 'system or library error code',
    of: ['Node.js', 'Fastify', 'jose', 'libuv'],
    pattern:
      /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|EADDRINUSE|EACCES|ENOENT|EPIPE|EMFILE|ERR_[A-Z]+_[A-Z_]+|FST_ERR_[A-Z_]+|ERR_J[A-Z]+_[A-Z_]+|HPE_[A-Z_]{4,}|JWSSignatureVerificationFailed|JWTExpired|JWTClaimValidationFailed|UnhandledPromiseRejection)\b/,
    samples: [
      'connect ECONNREFUSED 127.0.0.1:5432',
      'ENOENT: no such file',
      'FST_ERR_CTP_INVALID_MEDIA_TYPE',
      'ERR_JWS_INVALID',
      'HPE_INVALID_METHOD',
    ],
    lookAlikes: ['EUROPE', 'ERR is short for error', 'HPE servers'],
  },
  {
    name: 'message of a validator or parser',
    of: ['Ajv', 'zod', 'class-validator', 'Jackson', 'pydantic'],
    pattern:
      /\b(?:body|querystring|params)(?:\/[\w/]+)? must (?:be|have|match|NOT)\b|\bmust NOT have (?:additional properties|more than|fewer than)\b|"schemaPath"|#\/properties\/\w+\/|\bZodError\b|JSON parse error: |com\.fasterxml\.jackson|\bvalue_error\.\w+|\bpydantic\b/,
    samples: [
      'body/name must NOT have more than 120 characters',
      'body must have required property',
      '"schemaPath":"#/properties/name/maxLength"',
      'JSON parse error: Unrecognized token',
    ],
    lookAlikes: ['the body must rest', 'A name must have a letter', 'schema path'],
    places: ['error'],
  },
];
