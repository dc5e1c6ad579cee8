/** The fixed checks of the disclosure gate. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { signInMistakes } from '../probe/sign-in-mistakes.ts';
import { ANONYMOUS, type Group, group, single } from './cells.ts';

/** Whether an entry of the corpus is written to an operation that takes a body. */
export const isWritten = (text: string): boolean => text.includes('{{write}}');

export type ConnectionCell = Cell & { connection: string };
export type FileCell = Cell & { file: string };
export type SignInMistakeCell = Cell & { mistake: string };
export type ProviderHostCell = Cell & { asks: ProviderAsk };

/** What the identity provider tells addresses in, or sends browsers on to. */
const PROVIDER_ASKS = {
  discovery: 'its discovery document',
  login: 'the start of a login',
  silent: 'silent authentication',
  logout: 'its own logout',
  'oidc-logout': 'the logout of OpenID Connect',
} as const;
export type ProviderAsk = keyof typeof PROVIDER_ASKS;

/** Bytes that no client would write. What needs an operation that takes a body is a kind of its own. */
function connections({ corpus }: Policy): Group<ConnectionCell>[] {
  return group<ConnectionCell>(
    {
      title: 'What no client would write is refused by the error contract, or cut off',
      gate: 'disclosure',
      rule: 'error-contract',
      also: ['error-disclosure', 'malformed-accepted', 'security-header-missing', 'server-error'],
      feature: 'API',
      actor: ANONYMOUS,
    },
    Object.entries(corpus.connections)
      .flatMap(([connection, { text }]) => (isWritten(text) ? [] : [connection]))
      .map((connection) => ({
        id: `disclosure/connection/${connection}`,
        title: `The API refuses ${connection} by the error contract, or without a word`,
        connection,
      })),
  );
}

/** Files that anybody may fetch, and those that nobody should. */
function files({ corpus }: Policy): Group<FileCell>[] {
  return group<FileCell>(
    {
      title: 'The application serves no file that nobody should fetch',
      gate: 'disclosure',
      rule: 'file-exposed',
      also: ['error-disclosure', 'server-error'],
      feature: 'application',
      actor: ANONYMOUS,
    },
    Object.keys(corpus.files).map((file) => ({
      id: `disclosure/file${file.startsWith('/') ? '' : '/'}${file.replace('{{file}}', 'script')}`,
      title: file.includes('{{file}}')
        ? `No script or style is there a second time as ${file.replace('{{file}}', '…')}`
        : `${file} is not served`,
      file,
    })),
  );
}

const UNKNOWN_ROUTE = 'An unknown route is answered by the error contract';
const NOBODY = { clientId: '', audience: '', callback: '' };

/** Mistakes at the identity provider. */
function signInErrors(): Group<SignInMistakeCell>[] {
  return group<SignInMistakeCell>(
    {
      title: 'The identity provider answers mistakes plainly',
      gate: 'disclosure',
      rule: 'error-disclosure',
      also: ['error-contract', 'malformed-accepted', 'markup-reflected', 'server-error'],
      feature: 'identity provider',
      actor: ANONYMOUS,
    },
    Object.keys(signInMistakes(NOBODY)).map((mistake) => ({
      id: `disclosure/sign-in/${mistake}`,
      title: `The identity provider answers ${mistake} plainly and repeats no markup`,
      mistake,
    })),
  );
}

/** Addresses at the identity provider come from its configuration. */
function providerHosts(): Group<ProviderHostCell>[] {
  return group<ProviderHostCell>(
    {
      title: 'The identity provider trusts no host that a request names',
      gate: 'disclosure',
      rule: 'host-trusted',
      feature: 'identity provider',
      actor: ANONYMOUS,
    },
    (Object.keys(PROVIDER_ASKS) as ProviderAsk[]).map((asks) => ({
      id: `disclosure/provider-host/${asks}`,
      title: `${PROVIDER_ASKS[asks]} is answered with addresses of its own, whatever host a request is for`,
      asks,
    })),
  );
}

export function disclosureChecks(policy: Policy) {
  return {
    connections: connections(policy),
    files: files(policy),
    signInErrors: signInErrors(),
    providerHosts: providerHosts(),
    staticFiles: group<Cell & { look: 'told' | 'maps' | 'listings' | 'odd' | 'outside' }>(
      {
        title: 'The files of the application tell nothing of the inside',
        gate: 'disclosure',
        rule: 'file-exposed',
        also: ['error-disclosure', 'security-header-missing', 'server-error'],
        feature: 'application',
        actor: ANONYMOUS,
      },
      [
        {
          id: 'disclosure/static/told',
          title: 'No script, style or page of the application tells of the inside, in its text or its head',
          look: 'told',
        },
        {
          id: 'disclosure/static/maps',
          title: 'No source map that a script or style names is served',
          look: 'maps',
        },
        {
          id: 'disclosure/static/odd',
          title: 'The application answers what no browser asks plainly',
          look: 'odd',
        },
        {
          id: 'disclosure/static/outside',
          title: 'No address of the application leads to a file outside of it',
          look: 'outside',
        },
        {
          id: 'disclosure/static/listings',
          title: 'No folder of scripts or styles is listed',
          look: 'listings',
        },
      ],
    ),
    rateLimit: single(
      'disclosure',
      'error-contract',
      'API',
      'rate-limit',
      'The answer at the rate limit keeps to the error contract',
    ),
    unknownRoute: group<Cell>(
      {
        title: UNKNOWN_ROUTE,
        gate: 'disclosure',
        rule: 'error-contract',
        also: ['error-disclosure', 'security-header-missing', 'server-error'],
        feature: 'API',
        actor: ANONYMOUS,
      },
      [{ id: 'disclosure/unknown-route', title: UNKNOWN_ROUTE }],
    ),
    unknownPage: single(
      'disclosure',
      'error-disclosure',
      'application',
      'unknown-page',
      'An unknown page tells nothing',
    ),
    failedStart: single(
      'disclosure',
      'error-disclosure',
      'application',
      'failed-start',
      'An application that cannot start says so in words, and tells nothing of the inside',
    ),
    failedSignIn: single(
      'disclosure',
      'error-disclosure',
      'application',
      'callback-error',
      'A failed callback shows a plain message and echoes nothing',
    ),
  };
}
