/** Where things are: files, hosts, sources, and what must not be among the files that anybody may fetch. */
import { type Disclosure, EVERYWHERE } from './entry.ts';

export const PLACES: readonly Disclosure[] = [
  {
    name: 'file path',
    of: ['Linux', 'macOS', 'containers', 'Windows'],
    pattern:
      /(?:^|[\s"'(=:,])(?:\/(?:home|root|srv|var|opt|usr|etc|app|tmp|Users|workspace|builds|proc)\/[\w.@-]+(?:\/[\w.@-]+)*|[A-Za-z]:\\(?:[\w .-]+\\)+[\w .-]+)|node_modules\/|\bfile:\/\/\/[\w.@-]+\//,
    samples: [
      'open "/var/www/app/config.js"',
      'C:\\inetpub\\wwwroot\\web.config',
      'in node_modules/pg/lib',
      'file:///srv/app/index.js',
    ],
    lookAlikes: ['/api/v1/users', '/users/settings', 'https://example.com/home', 'a C:\\ drive'],
  },
  {
    name: 'source file with its line',
    of: ['TypeScript', 'Python', 'Ruby', 'Go', 'C#', 'PHP', 'Java', 'Rust'],
    pattern: /\.(?:ts|tsx|jsx|mjs|cjs|py|rb|go|cs|php|java|kt|rs):\d+/,
    samples: ['server.ts:41', 'app/views.py:12', 'src/main.rs:4:5'],
    lookAlikes: ['https://example.rs/1', 'the meeting is at 10.go', 'example.com:8080'],
  },
  {
    name: 'private address',
    of: ['RFC 1918', 'link-local', 'cloud metadata', 'loopback'],
    pattern:
      /(?<![\w.])(?:10\.\d{1,3}\.\d{1,3}\.\d{1,3}|192\.168\.\d{1,3}\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}|169\.254\.\d{1,3}\.\d{1,3})(?![\w.])(?::\d+)?|(?<![\w.])(?:127(?:\.\d{1,3}){3}|\[::1\]):\d{2,5}\b|\blocalhost:(?:5432|3306|1433|1521|6379|27017|9200|5672|9092)\b/,
    samples: [
      '10.0.12.7:5432',
      '172.20.0.3',
      'http://169.254.169.254/latest',
      'localhost:6379',
      '127.0.0.1:20345',
    ],
    lookAlikes: ['10.5 percent', 'version 10.2', 'version 10.2.3.4.5', 'http://localhost:4173', '127.0.0.1'],
  },
  {
    name: 'internal host name',
    of: ['Kubernetes', 'AWS', 'GCP', 'Azure', 'Active Directory'],
    pattern:
      /\.(?:internal|cluster\.local|corp|intranet|lan|localdomain)(?![\w.-])(?<=[\w-]\.[\w.]{2,20})|\.rds\.amazonaws\.com\b|\bip-10-\d{1,3}-\d{1,3}-\d{1,3}\b/,
    samples: [
      'connect to db.internal',
      'api.default.svc.cluster.local',
      'shop.abc123.rds.amazonaws.com',
      'ip-10-0-4-17.eu-west-1.compute.internal',
    ],
    lookAlikes: ['internal use', 'the corporation', 'x.internals', 'www.example.com'],
  },
  {
    name: 'source map',
    of: ['webpack', 'Vite', 'esbuild', 'TypeScript', 'Sass'],
    pattern:
      /"mappings"\s*:\s*"[A-Za-z0-9+/;,]|"sourcesContent"\s*:\s*\[|sourceMappingURL=data:application\/json/,
    samples: [
      '{"version":3,"sources":["src/a.ts"],"mappings":"AAAA,SAAS"}',
      '"sourcesContent":["import x"]',
      '//# sourceMappingURL=data:application/json;base64,eyJ2',
    ],
    lookAlikes: ['"mappings": {}', '//# sourceMappingURL=index.js.map', 'a map of the sources'],
    places: EVERYWHERE,
  },
  {
    name: 'directory listing',
    of: [
      'Apache',
      'nginx',
      'lighttpd',
      'Python http.server',
      'IIS',
      'serve-index',
      'Amazon S3',
      'Google Cloud Storage',
      'Azure Blob Storage',
    ],
    pattern:
      /<title>\s*(?:Index of \/|Directory listing for \/|listing directory )|<h1>\s*(?:Index of \/|Directory listing for \/)|\[To Parent Directory\]|<a href="\?C=N;O=D">|<ListBucketResult\b|<EnumerationResults\b[^>]*\bServiceEndpoint=|<ListVersionsResult\b/i,
    samples: [
      '<html><head><title>Index of /assets</title>',
      '<title>Directory listing for /</title>',
      '<A HREF="/">[To Parent Directory]</A>',
      '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>assets</Name>',
      '<EnumerationResults ServiceEndpoint="https://shop.blob.core.windows.net/" ContainerName="assets">',
    ],
    lookAlikes: [
      'a ListBucketResult of S3',
      '<EnumerationResults>',
      'an index of prices',
      '<title>Directory of people</title>',
      'the parent directory',
    ],
  },
  {
    name: 'file of a repository',
    of: ['Git', 'Subversion', 'Mercurial', 'macOS'],
    pattern:
      /^ref: refs\/(?:heads|remotes)\/|\[core\]\s+repositoryformatversion|^\[remote "[^"\n]+"\]|^DIRC\0|\bBud1\0/m,
    samples: ['ref: refs/heads/main', '[core]\n\trepositoryformatversion = 0', '[remote "origin"]'],
    lookAlikes: ['the ref: see refs', '[core] values of the company', 'a remote office'],
  },
  {
    name: 'file of settings',
    secret: true,
    of: ['.env', 'npm', 'Composer', 'Docker', 'web.config', 'htpasswd'],
    pattern:
      /^(?:export )?[A-Z0-9_]*(?:SECRET|PASSWORD|PASSWD|TOKEN|API_KEY|PRIVATE_KEY|DATABASE_URL|DSN)[A-Z0-9_]*=["']?[^\s"']{3,}|^\s*"(?:dependencies|devDependencies|require-dev)"\s*:\s*\{|<connectionStrings>|^[\w.-]{1,40}:\$(?:apr1|2[aby]|5|6)\$/m,
    samples: [
      'DATABASE_URL=postgres',
      'export STRIPE_SECRET_KEY=abc123',
      '  "devDependencies": {',
      'admin:$apr1$x7$9rIu',
      '<connectionStrings>',
    ],
    lookAlikes: ['PASSWORD=', 'the dependencies: none', 'TOKEN = x', 'admin: $5'],
  },
];
