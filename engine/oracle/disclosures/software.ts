/** What runs behind: servers, frameworks with their versions, their own error and debug pages. */
import type { Disclosure } from './entry.ts';

export const SOFTWARE: readonly Disclosure[] = [
  {
    name: 'version of a server or framework',
    of: ['nginx', 'Apache', 'Node.js', 'PHP', 'PostgreSQL', 'Tomcat', 'Kestrel', 'gunicorn'],
    pattern:
      /\b(?:nginx|Apache(?: Tomcat)?|openresty|Caddy|LiteSpeed|Microsoft-IIS|Express|Koa|Kestrel|Tomcat|Jetty|PHP|PostgreSQL|MySQL|MariaDB|OpenSSL|Node\.js|uvicorn|gunicorn|Werkzeug|Fastify|Django|Rails|Puma|Phusion Passenger|Spring Boot|Laravel|CPython)[/ ]v?\d+\.\d+|\bnode(?:js)?[/ ]v?\d{1,2}\.\d+\.\d+\b/i,
    samples: [
      'nginx/1.25.3',
      'PostgreSQL 16.1 on x86_64',
      'PHP/8.2.1',
      'Apache Tomcat/9.0.80',
      'node 20.11.1',
    ],
    lookAlikes: ['nginx', 'Express delivery in 24 hours', 'Jetty 4 of the harbour', 'node 1.2 of the tree'],
  },
  {
    name: 'debug page of a framework',
    of: ['Django', 'Flask', 'Laravel', 'Symfony', 'Rails', 'Spring', 'ASP.NET', 'Next.js', 'Phoenix'],
    pattern:
      /seeing this error because you have <code>DEBUG = True|Using the URLconf defined in|Werkzeug Debugger|The debugger caught an exception in your WSGI|Whoops, looks like something went wrong|\bfacade\/ignition\b|\bspatie\/laravel-ignition\b|Symfony Profiler|Symfony Exception|Action Controller: Exception caught|\bRails\.root: |Whitelabel Error Page|Server Error in '\/[^'\n]{0,80}' Application|<title>Runtime Error<\/title>|Unhandled Runtime Error|Phoenix\.Router\.NoRouteError|Microsoft\.AspNetCore\.Diagnostics/,
    samples: [
      'You’re seeing this error because you have <code>DEBUG = True</code> in your Django settings',
      '<title>ZeroDivisionError // Werkzeug Debugger</title>',
      '<h1>Whitelabel Error Page</h1>',
      "Server Error in '/' Application.",
      'Rails.root: here',
    ],
    lookAlikes: ['The debugger', 'a white label product', 'Action! Controller wanted', 'a runtime of 2 h'],
  },
  {
    name: 'default error page of a server or framework',
    of: ['Express', 'Fastify', 'nginx', 'Apache', 'Tomcat', 'Koa', 'Spring Boot'],
    pattern:
      /<pre>Cannot (?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \/|\bRoute (?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS):\/|<hr><center>(?:nginx|openresty|cloudflare)|<address>Apache|<h1>HTTP Status \d{3} [–-]|"timestamp":"[^"\n]{10,40}","status":\d{3},"error":"/,
    samples: [
      '<pre>Cannot GET /nope</pre>',
      '"message":"Route GET:/nope not found"',
      '<hr><center>nginx</center>',
      '{"timestamp":"2026-01-01T00:00:00.000+00:00","status":500,"error":"Internal Server Error"',
    ],
    lookAlikes: ['You cannot GET more', 'Route 66: /scenic', '<address>1 Apache Street</address>'],
    places: ['error'],
  },
  {
    name: 'page of diagnosis',
    of: ['PHP', 'Apache', 'Spring Boot Actuator', 'Prometheus', 'Go', 'GraphQL'],
    pattern:
      /<title>phpinfo\(\)|\bPHP Version \d+\.\d+|<title>Apache Status<\/title>|Apache Server Status for |"activeProfiles"\s*:|"propertySources"\s*:|^# HELP \w+ |^# TYPE \w+ (?:counter|gauge|histogram)|\bprofiles? available:|"__schema"\s*:\s*\{/m,
    samples: [
      '<title>phpinfo()</title>',
      '<h1>Apache Server Status for example.com</h1>',
      '{"activeProfiles":["prod"]}',
      '# HELP process_cpu_seconds_total Total CPU',
    ],
    lookAlikes: ['# HELP', 'the status of the server', 'active profiles of people', 'php info'],
  },
];
