/** What the launcher tells: the variables for the suite, and the table for people. */
import { type Account, organisationsFor } from '../seed/accounts.ts';
import type { Options } from './options.ts';

export interface Urls {
  app: string;
  api: string;
  idp: string;
}

/** `KEY=VALUE` lines with the names that a real deployment's `.env` uses. */
export function variables(
  urls: Urls & { faultProxy: string },
  accounts: readonly Account[],
  options: Options,
  auditUrl: string,
  signingKeyFile: string,
): string {
  const values: Record<string, string> = {
    APP_URL: urls.app,
    API_URL: urls.api,
    AUTH0_DOMAIN: urls.idp,
    AUTH0_CLIENT_ID: 'marketedge-web',
    AUTH0_AUDIENCE: 'https://api.marketedge.example',
    AUTH0_OTHER_AUDIENCE: 'https://billing.marketedge.example',
    AUTH0_SHORT_LIVED_CLIENT_ID: 'marketedge-kiosk',
    AUTH0_OTHER_CLIENT_ID: 'marketedge-partner',
    TOKEN_SIGNING_KEY_FILE: signingKeyFile,
    TENANCY: options.tenancy,
    AUDIT_DATABASE_URL: auditUrl,
    FAULT_PROXY_URL: urls.faultProxy,
  };
  for (const account of accounts) {
    const prefix = `USER_${account.handle.toUpperCase().replaceAll('-', '_')}`;
    values[`${prefix}_EMAIL`] = account.email;
    values[`${prefix}_PASSWORD`] = account.password;
    if (account.totpSecret) values[`${prefix}_TOTP_SECRET`] = account.totpSecret;
  }
  return `${Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

function place(account: Account, tenants: number | undefined): { organisation: string; role: string } {
  const known = organisationsFor(tenants);
  const organisations = account.memberships.map(
    ({ organisationId }) => known.find(({ id }) => id === organisationId)?.displayName ?? organisationId,
  );
  const roles = account.memberships.map(({ role }) => role ?? 'no role');
  return {
    organisation: organisations.join(', ') || '–',
    role: account.platformRole ?? (account.blocked ? 'disabled' : roles.join(', ') || '–'),
  };
}

/** The welcome of `npm run target`: addresses and demo accounts of this start, passwords included. */
export function welcome(urls: Urls, accounts: readonly Account[], options: Options, seconds: number): string {
  const rows = accounts.map((account) => {
    const { organisation, role } = place(account, options.tenants);
    return [account.email, account.password, role, organisation];
  });
  const codes = accounts
    .filter((account) => account.totpSecret)
    .map((account) => `  One-time codes of ${account.email}: secret ${account.totpSecret}\n`);
  return `
MarketEdge, the embedded target, is ready after ${seconds.toFixed(1)} s (tenancy ${options.tenancy}, login ${options.login}).

  Web app            ${urls.app}
  API                ${urls.api}
  Identity provider  ${urls.idp}

Demo accounts; the passwords were made for this start:

${table([['E-mail', 'Password', 'Role', 'Organisation'], ...rows])}

${codes.join('')}
\`npm run e2e\` in another terminal uses this target. Ctrl-C ends it.
`;
}
