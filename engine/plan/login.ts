/** The checks of the login through the browser: where it leads, whom it lets in, and what it takes for an answer. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { LOGOUT_SPELLINGS, REDIRECT_SPELLINGS, RETURN_SPELLINGS, type Spelling } from '../probe/addresses.ts';
import { type Group, type IdentityCell, group, matrixIdentities, single } from './cells.ts';

export type SpellingCell = Cell & { spelling: Spelling };
export type LogoutCell = Cell & { endpoint: 'v2' | 'oidc' | 'hinted'; spelling?: Spelling };
export type CodeCell = Cell & { misuse: CodeMisuse };
export type OrganizationCell = Cell & { asked: 'id' | 'name' | 'invitation'; actor: string; other: string };
export type CallbackCell = Cell & { answer: CallbackAnswer };
export type ElsewhereCell = IdentityCell & { other: string };
export type EchoCell = Cell & { parameter: (typeof ECHOED)[number] };
export type ImplicitCell = Cell & { responseType: string };
export type FixationCell = Cell & { kept: 'planted' | 'before' };

export const CODE_MISUSES = [
  'again',
  'other-verifier',
  'no-verifier',
  'other-client',
  'other-address',
] as const;
export type CodeMisuse = (typeof CODE_MISUSES)[number];

const MISUSES: Record<CodeMisuse, string> = {
  again: 'that was used before',
  'other-verifier': 'with another verifier',
  'no-verifier': 'without a verifier',
  'other-client': 'of another application',
  'other-address': 'for another address',
};

/** What may come back to the application, besides the answer to its own question. */
export const CALLBACK_ANSWERS = ['no-state', 'wrong-state', 'foreign', 'other-code', 'replayed'] as const;
export type CallbackAnswer = (typeof CALLBACK_ANSWERS)[number];

const ANSWERS: Record<CallbackAnswer, string> = {
  'no-state': 'an answer without a state',
  'wrong-state': 'an answer with the state of nobody',
  foreign: 'the whole answer to the question of another browser',
  'other-code': 'its own state with the code of another browser',
  replayed: 'an answer that was used before',
};

/** What a page of the identity provider may say again. */
const ECHOED = [
  'redirect_uri',
  'client_id',
  'organization',
  'login_hint',
  'ui_locales',
  'screen_hint',
  'connection',
  'state',
  'returnTo',
] as const;

/** Answers that hold a token (OAuth 2.0 multiple response types). */
const IMPLICIT = ['token', 'id_token', 'id_token token', 'code token'];

/** Who asks within a stored session: the first that stands for a tenant. */
function memberOf(policy: Policy): { name: string; tenant: string } | undefined {
  const found = matrixIdentities(policy).find(({ tenant }) => tenant !== undefined);
  return found?.tenant ? { name: found.name, tenant: found.tenant } : undefined;
}

function organizations(policy: Policy): Group<OrganizationCell>[] {
  const member = memberOf(policy);
  if (!member) return [];
  const others = Object.keys(policy.tenants).filter(
    (tenant) => tenant !== member.tenant && !policy.identities[member.name]?.also.includes(tenant),
  );
  const ways = {
    id: 'by its id',
    name: 'by its name',
    invitation: 'with an invitation that is none',
  } as const;
  return group<OrganizationCell>(
    {
      title: 'Nobody signs in to an organization by naming it',
      gate: 'session',
      rule: 'sign-in-elsewhere',
      also: ['foreign-data-received'],
      feature: 'sign-in',
    },
    others.flatMap((other) =>
      (Object.keys(ways) as (keyof typeof ways)[]).map((asked) => ({
        id: `session/organization/${other}/${asked}`,
        title: `${member.name} does not sign in to ${other}, named ${ways[asked]}`,
        actor: member.name,
        asked,
        other,
      })),
    ),
  );
}

/** Through the login page it is tried by one spare person, at one other tenant: where it is decided is one place. */
function elsewhere(policy: Policy): Group<ElsewhereCell>[] {
  const [name, person] =
    Object.entries(policy.identities).find(([, { purpose, tenant }]) => purpose === 'spare' && tenant) ?? [];
  const other = Object.keys(policy.tenants).find(
    (tenant) => tenant !== person?.tenant && !person?.also.includes(tenant),
  );
  if (!name || !other) return [];
  return group<ElsewhereCell>(
    {
      title: 'An organization that is changed on the way to the login page lets nobody in',
      gate: 'session',
      rule: 'sign-in-elsewhere',
      feature: 'sign-in',
    },
    [
      {
        id: `session/elsewhere/${other}`,
        title: `${name} does not sign in to ${other} by the login page`,
        identity: name,
        other,
      },
    ],
  );
}

function returnPaths(policy: Policy): Group<SpellingCell>[] {
  const { returnTo } = policy.client;
  if (!returnTo) return [];
  return group<SpellingCell>(
    {
      title: 'A link to the login leads to the application and nowhere else',
      gate: 'session',
      rule: 'open-redirect',
      feature: 'sign-in',
    },
    RETURN_SPELLINGS.map((spelling) => ({
      id: `session/return-path/${spelling}`,
      title: `after a login by ${returnTo.path} nobody is led out of the site: ${spelling}`,
      spelling,
    })),
  );
}

export function loginChecks(policy: Policy) {
  const redirects = group<SpellingCell>(
    {
      title: 'The identity provider sends nobody to another address than the application’s own',
      gate: 'session',
      rule: 'redirect-uri-unchecked',
      feature: 'sign-in',
    },
    REDIRECT_SPELLINGS.map((spelling) => ({
      id: `session/redirect-uri/${spelling}`,
      title: `a redirect_uri is refused: ${spelling}`,
      spelling,
    })),
  );
  const logouts = group<LogoutCell>(
    {
      title: 'A logout leads to the application and nowhere else',
      gate: 'session',
      rule: 'open-redirect',
      feature: 'logout',
    },
    [
      ...LOGOUT_SPELLINGS.map((spelling) => ({
        id: `session/logout-return/v2/${spelling}`,
        title: `a returnTo of the logout is refused: ${spelling}`,
        endpoint: 'v2' as const,
        spelling,
      })),
      {
        id: 'session/logout-return/oidc',
        title: 'a post_logout_redirect_uri is refused in every spelling',
        endpoint: 'oidc' as const,
      },
      {
        id: 'session/logout-return/hinted',
        title: 'a post_logout_redirect_uri is refused beside a good ID token, too',
        endpoint: 'hinted' as const,
      },
    ],
  );
  const codes = group<CodeCell>(
    {
      title: 'An authorization code is good once, and for whoever asked for it',
      gate: 'session',
      rule: 'code-misused',
      feature: 'sign-in',
    },
    CODE_MISUSES.map((misuse) => ({
      id: `session/code/${misuse}`,
      title: `a code is refused ${MISUSES[misuse]}`,
      misuse,
    })),
  );
  const callback = group<CallbackCell>(
    {
      title: 'The application takes no answer that this browser did not ask for',
      gate: 'session',
      rule: 'login-csrf',
      feature: 'sign-in',
    },
    CALLBACK_ANSWERS.map((answer) => ({
      id: `session/callback/${answer}`,
      title: `the callback refuses ${ANSWERS[answer]}`,
      answer,
    })),
  );
  const fixation = group<FixationCell>(
    {
      title: 'A login gives the browser a session that nobody knew before',
      gate: 'session',
      rule: 'session-fixation',
      feature: 'sign-in',
    },
    [
      {
        id: 'session/fixation/planted',
        title: 'the cookies that somebody else put there sign nobody in',
        kept: 'planted',
      },
      {
        id: 'session/fixation/before',
        title: 'the cookies from before the login sign nobody in',
        kept: 'before',
      },
    ],
  );
  const echoes = group<EchoCell>(
    {
      title: 'What an address says is no markup on the pages of the identity provider',
      gate: 'session',
      rule: 'reflected-markup',
      feature: 'login page',
    },
    ECHOED.map((parameter) => ({
      id: `session/echo/${parameter}`,
      title: `no page makes markup of this parameter: ${parameter}`,
      parameter,
    })),
  );
  const implicit = group<ImplicitCell>(
    {
      title: 'The identity provider puts no token into an address',
      gate: 'session',
      rule: 'implicit-grant',
      feature: 'sign-in',
    },
    IMPLICIT.map((responseType) => ({
      id: `session/implicit/${responseType.replace(' ', '+')}`,
      title: `no token comes by response_type=${responseType}`,
      responseType,
    })),
  );
  return {
    echoes,
    implicit,
    otherBrowser: single(
      'session',
      'login-csrf',
      'login page',
      'login/other-browser',
      'A login that was begun in one browser goes on in no other',
    ),
    publishedKeys: single(
      'session',
      'token-accepted',
      'tokens',
      'published-keys',
      'The identity provider publishes public keys alone',
    ),
    redirects,
    logouts,
    codes,
    organizations: organizations(policy),
    elsewhere: elsewhere(policy),
    callback,
    fixation,
    returnPaths: returnPaths(policy),
    ownAddresses: single(
      'session',
      'open-redirect',
      'addresses',
      'own-addresses',
      'No address of the application, of its API or of the identity provider leads out by itself',
    ),
    missing: single(
      'session',
      'reflected-markup',
      'addresses',
      'missing-addresses',
      'An address at which nothing is becomes no markup on the page that says so',
    ),
    errors: single(
      'session',
      'reflected-markup',
      'sign-in',
      'callback/error',
      'What comes with an error at the callback is no markup on the page',
    ),
    address: single(
      'session',
      'code-left-behind',
      'sign-in',
      'callback/address',
      'No code stays in the address or in the history of the tab after a sign-in',
    ),
  };
}
