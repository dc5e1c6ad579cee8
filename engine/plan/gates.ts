/** The fixed checks of the session, disclosure, database and infrastructure gates. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { malformationsOf } from '../probe/malformations.ts';
import { type Group, type OperationCell, group, matrixIdentities } from './cells.ts';

export type IdentityCell = Cell & { identity: string };
export type TokenCell = OperationCell & { fault: TokenFault };
export type MalformedCell = OperationCell & { malformation: string };
export type TableCell = Cell & { table: string; attempt: TableAttempt };

export const TOKEN_FAULTS = [
  'expired',
  'tampered-payload',
  'tampered-signature',
  'unsigned',
  'foreign-audience',
  'id-token',
] as const;
export type TokenFault = (typeof TOKEN_FAULTS)[number];

export const TABLE_ATTEMPTS = ['forced', 'select', 'insert', 'update', 'delete', 'unset'] as const;
export type TableAttempt = (typeof TABLE_ATTEMPTS)[number];

/** Each identity signs in with the result that the policy states for it. */
export function signIns(policy: Policy): Group<IdentityCell>[] {
  return Object.entries(policy.identities).flatMap(([name, identity]) =>
    group<IdentityCell>(
      {
        title: `${name} signs in: ${identity.expect}`,
        gate: 'session',
        rule: 'sign-in-result',
        feature: 'sign-in',
      },
      [
        {
          id: `session/sign-in/${name}`,
          title: `the sign-in of ${name} ends as the policy states: ${identity.expect}`,
          identity: name,
        },
      ],
    ),
  );
}

/** A token with a fault opens nothing; tried on the first own and the first listing operation. */
export function tokens(policy: Policy): Group<TokenCell>[] {
  const reads = Object.entries(policy.operations).filter(
    ([, operation]) => operation.method === 'GET' && !operation.path.includes('{') && !operation.stream,
  );
  const chosen = [
    reads.find(([, operation]) => operation.scope === 'own'),
    reads.find(([, operation]) => operation.scope === 'tenant'),
  ];
  return TOKEN_FAULTS.flatMap((fault) =>
    group<TokenCell>(
      {
        title: `The API refuses a token with this fault: ${fault}`,
        gate: 'session',
        rule: 'token-accepted',
        feature: 'tokens',
      },
      chosen.flatMap((entry) => {
        const actor =
          entry &&
          matrixIdentities(policy).find(
            ({ role }) => entry[1].roles.includes(role) && policy.roles[role]?.scope === 'tenant',
          );
        return entry && actor
          ? [
              {
                id: `session/token/${fault}/${entry[0]}`,
                title: `${entry[0]} refuses a token with this fault: ${fault}`,
                operation: entry[0],
                actor: actor.name,
                fault,
              },
            ]
          : [];
      }),
    ),
  );
}

const single = (
  gate: Cell['gate'],
  rule: Cell['rule'],
  feature: string,
  id: string,
  title: string,
): Group[] => group<Cell>({ title, gate, rule, feature }, [{ id: `${gate}/${id}`, title }]);

export function sessionChecks(policy: Policy) {
  return {
    enumeration: single(
      'session',
      'login-enumeration',
      'sign-in',
      'login/unknown-like-wrong',
      'A wrong password and an unknown user look the same',
    ),
    logoutApi: single(
      'session',
      'session-survives-logout',
      'logout',
      'logout/api',
      'Logout ends the session at the API',
    ),
    logoutIdp: single(
      'session',
      'session-survives-logout',
      'logout',
      'logout/identity-provider',
      'Logout ends the session at the identity provider',
    ),
    logoutBrowser: single(
      'session',
      'data-after-logout',
      'logout',
      'logout/browser',
      'Nothing is on screen after logout, also with the Back button',
    ),
    grants: policy.session.grants.flatMap((grant) =>
      single(
        'session',
        'grant-type',
        'tokens',
        `grant/${grant}`,
        `The application uses the grant ${grant} on the wire`,
      ),
    ),
    silent: single(
      'session',
      'grant-type',
      'tokens',
      'silent',
      'A stored session is restored by silent authentication, without a login',
    ),
  };
}

/** Malformed input to every operation that takes any. */
export function malformed(policy: Policy): Group<MalformedCell>[] {
  return Object.entries(policy.operations).flatMap(([name, operation]) => {
    const actor = matrixIdentities(policy).find(({ role }) => operation.roles.includes(role));
    if (operation.scope === 'public' || !actor) return [];
    return group<MalformedCell>(
      {
        title: `Malformed input to ${name} is answered by the error contract`,
        gate: 'disclosure',
        rule: 'error-contract',
        also: ['error-disclosure', 'server-error'],
        feature: operation.resource ?? name,
      },
      malformationsOf(operation).map((malformation) => ({
        id: `disclosure/malformed/${name}/${malformation}`,
        title: `${name} answers ${malformation} by the error contract and tells nothing`,
        operation: name,
        actor: actor.name,
        malformation,
        ...(actor.tenant ? { tenant: actor.tenant } : {}),
      })),
    );
  });
}

export function disclosureChecks() {
  return {
    unknownRoute: single(
      'disclosure',
      'error-contract',
      'API',
      'unknown-route',
      'An unknown route is answered by the error contract',
    ),
    unknownPage: single(
      'disclosure',
      'error-disclosure',
      'application',
      'unknown-page',
      'An unknown page tells nothing',
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

export function tables(policy: Policy): Group<TableCell>[] {
  return (policy.database?.tables ?? []).flatMap((table) =>
    group<TableCell>(
      {
        title: `Row level security holds on the table ${table}`,
        gate: 'database',
        rule: 'rls-bypass',
        also: ['rls-missing'],
        feature: `table ${table}`,
      },
      TABLE_ATTEMPTS.map((attempt) => ({
        id: `database/table/${table}/${attempt}`,
        title:
          attempt === 'forced'
            ? `${table} has row level security enabled and forced`
            : `the application's role gets nothing of another tenant from ${table}: ${attempt}`,
        table,
        attempt,
      })),
    ),
  );
}

export function databaseChecks() {
  return {
    readyUp: single(
      'database',
      'readiness-endpoint',
      'readiness',
      'ready/up',
      'Readiness says up while the database answers, and nothing more',
    ),
    readyDown: single(
      'database',
      'readiness-endpoint',
      'readiness',
      'ready/down',
      'Readiness says down while the database is cut off, and up again after it',
    ),
    role: single(
      'database',
      'database-privilege',
      'role',
      'role',
      "The application's role owns nothing and cannot bypass row level security",
    ),
    undescribed: single(
      'database',
      'rls-missing',
      'tables',
      'tables',
      'Every table with a tenant column is in the policy',
    ),
  };
}

export type SlotCell = Cell & { resource: string; tenant: string };

export function slots(policy: Policy): Group<SlotCell>[] {
  return Object.entries(policy.resources)
    .filter(([, resource]) => resource.owner !== 'platform')
    .flatMap(([resource]) =>
      group<SlotCell>(
        {
          title: `Every tenant has a resource of ${resource} to ask for`,
          gate: 'infrastructure',
          rule: 'run-incomplete',
          feature: 'positive controls',
        },
        Object.keys(policy.tenants).map((tenant) => ({
          id: `infrastructure/slot/${resource}/${tenant}`,
          title: `${tenant} has a resource of ${resource} that its owner reads`,
          resource,
          tenant,
        })),
      ),
    );
}

export function infrastructureChecks(policy: Policy, browsers: readonly string[]) {
  return {
    identities: Object.keys(policy.identities).flatMap((identity) =>
      group<IdentityCell>(
        {
          title: `${identity} has credentials and ends its sign-in as the policy states`,
          gate: 'infrastructure',
          rule: 'run-incomplete',
          feature: 'identities',
        },
        [
          {
            id: `infrastructure/identity/${identity}`,
            title: `${identity} has credentials and ends its sign-in as the policy states`,
            identity,
          },
        ],
      ),
    ),
    tenants: single(
      'infrastructure',
      'run-incomplete',
      'identities',
      'tenants',
      'There are two tenants at least to keep apart',
    ),
    nothingLeft: single(
      'infrastructure',
      'left-behind',
      'clean-up',
      'clean-up',
      'Everything that the run made is gone',
    ),
    canaries: single(
      'infrastructure',
      'run-incomplete',
      'positive controls',
      'canaries',
      'Every tenant has values that no other tenant has',
    ),
    openapi: policy.documents.openapi
      ? single(
          'infrastructure',
          'undescribed-request',
          'policy',
          'openapi',
          'The policy and the OpenAPI document describe the same operations',
        )
      : [],
    browsers: browsers.flatMap((browser) =>
      single(
        'infrastructure',
        'run-incomplete',
        'browsers',
        `browser/${browser}`,
        `The browser ${browser} runs`,
      ),
    ),
  };
}
