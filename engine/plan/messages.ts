/** What a person sees when something goes wrong: words that help, what was typed, and a way on. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { parametersOf } from '../policy/references.ts';
import { addressedBy } from '../policy/resources.ts';
import { type Draft, type Group, group, identitiesOf, matrixIdentities } from './cells.ts';

/** What can come of a request. */
export const FAILURES = [
  'invalid',
  'forbidden',
  'conflict',
  'throttled',
  'unavailable',
  'unreachable',
  'odd-answer',
] as const;
export type Failure = (typeof FAILURES)[number];

export interface MessageCell extends Cell {
  page: string;
  operation: string;
  actor: string;
  /** `entries` looks at how a form says which of its fields are not well filled in. */
  failure: Failure | 'entries';
}

const SAYS: Readonly<Record<Failure, string>> = {
  invalid: 'entries that the service does not accept',
  forbidden: 'a denial',
  conflict: 'a conflict',
  throttled: 'too many requests',
  unavailable: 'a service that is not available',
  unreachable: 'a service that cannot be reached',
  'odd-answer': 'a success that holds nothing of what was asked for',
};

/** What can come of reading a list: nothing was entered. */
const OF_READS: readonly Failure[] = ['forbidden', 'throttled', 'unavailable', 'unreachable', 'odd-answer'];
/** What can come of asking who is signed in, of which a denial is an answer. */
const OF_PROFILES: readonly Failure[] = OF_READS.filter((failure) => failure !== 'forbidden');
const FORMS = 2;

interface Place {
  page: string;
  operation: string;
  actor: string;
}

/** The first forms of a tenant's pages in which a text is entered, each with somebody who may use it. */
export function formsOf(policy: Policy): Place[] {
  return Object.entries(policy.pages)
    .flatMap(([page, { roles, controls, path }]) =>
      controls.flatMap((operation) => {
        const { method, body, roles: able = [] } = policy.operations[operation] ?? {};
        const actor = matrixIdentities(policy).find(
          ({ role, tenant }) => tenant !== undefined && roles.includes(role) && able.includes(role),
        )?.name;
        const asks = Object.values(body ?? {}).some(
          (value) => typeof value === 'string' && value.includes('{{unique}}'),
        );
        return method === 'POST' && asks && actor && !path.includes('{') ? [{ page, operation, actor }] : [];
      }),
    )
    .slice(0, FORMS);
}

/** The first page of a tenant that shows a list. */
export function listOf(policy: Policy): Place[] {
  const lists = new Set(Object.values(policy.resources).map(({ list }) => list));
  return Object.entries(policy.pages)
    .flatMap(([page, { roles, shows, path }]) => {
      const actor = matrixIdentities(policy).find(
        ({ role, tenant }) => tenant !== undefined && roles.includes(role),
      )?.name;
      return shows && lists.has(shows.operation) && actor && !path.includes('{')
        ? [{ page, operation: shows.operation, actor }]
        : [];
    })
    .slice(0, 1);
}

/** The same page, of which the application first asks who looks at it. */
function profileOf(policy: Policy): Place[] {
  const { profile } = policy.client;
  return profile ? listOf(policy).map((place) => ({ ...place, operation: profile.operation })) : [];
}

const cellAt = (place: Place, failure: Failure): Draft<MessageCell> => ({
  id: `disclosure/message/${place.operation}/${failure}`,
  title: `the ${place.page} page helps whoever meets ${SAYS[failure]} (${place.operation})`,
  ...place,
  failure,
});

export interface StaleFormCell extends Cell {
  page: string;
  operation: string;
  /** Reads what the operation changes. */
  reader: string;
  resource: string;
  /** Who has the form open while the steward changes what it shows. */
  actor: string;
  tenant: string;
}

const HEAD = { gate: 'disclosure', rule: 'message-unhelpful' } as const;

const groupAt = (place: Place, cells: Draft<MessageCell>[]): Group<MessageCell>[] =>
  group<MessageCell>(
    {
      ...HEAD,
      title: `What a person sees when ${place.operation} goes wrong`,
      feature: `page ${place.page}`,
    },
    cells,
  );

const failuresAt = (place: Place, failures: readonly Failure[]): Draft<MessageCell>[] =>
  failures.map((failure) => cellAt(place, failure));

/** One group for each form, one for a list, and one for the profile. */
export function messages(policy: Policy): Group<MessageCell>[] {
  return [
    ...formsOf(policy).flatMap((place) =>
      groupAt(place, [
        {
          id: `disclosure/message/${place.operation}/entries`,
          title: `the ${place.page} page says at each field what is wrong with it`,
          ...place,
          failure: 'entries' as const,
        },
        ...failuresAt(place, FAILURES),
      ]),
    ),
    ...listOf(policy).flatMap((place) => groupAt(place, failuresAt(place, OF_READS))),
    ...profileOf(policy).flatMap((place) => groupAt(place, failuresAt(place, OF_PROFILES))),
  ];
}

/** Forms that change something of which there are versions, each with the least of the first tenant's people who may use it. */
export function staleForms(policy: Policy): Group<StaleFormCell>[] {
  const [tenant = ''] = Object.keys(policy.tenants);
  return Object.entries(policy.pages).flatMap(([page, { path, roles, controls }]) =>
    controls.flatMap((operation) => {
      const { versioned, method, roles: able = [], path: at = '' } = policy.operations[operation] ?? {};
      const [resource] = addressedBy(policy, at) ?? [];
      const [reader] =
        Object.entries(policy.operations).find(
          ([, other]) => other.method === 'GET' && !other.stream && other.path === at,
        ) ?? [];
      const actor = identitiesOf(
        policy,
        tenant,
        roles.filter((role) => able.includes(role)),
      ).at(-1)?.name;
      const isForm = versioned && method !== 'DELETE' && parametersOf(path).length > 0;
      if (!isForm || resource === undefined || reader === undefined || actor === undefined) return [];
      return group<StaleFormCell>(
        {
          ...HEAD,
          title: `Who saves on the ${page} page what another has changed meanwhile is told, and undoes nothing`,
          feature: `page ${page}`,
        },
        [
          {
            id: `disclosure/stale-form/${page}/${operation}`,
            title: `the ${page} page refuses what ${actor} entered before another changed the same (${operation})`,
            page,
            operation,
            reader,
            resource,
            actor,
            tenant,
          },
        ],
      );
    }),
  );
}
