/**
 * What is hidden from a role is hidden however it is asked for: in another type, by parameters that name fields or a view, by
 * the name of another role, in every order, filtered, searched for and page by page; also right after somebody has asked so who
 * is shown it all.
 */
import { documentedQuery } from '../checks/openapi.ts';
import { ownHeadersOf } from '../checks/own-headers.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { heldBy } from '../oracle/hidden.ts';
import { type Draft, firstOfEachRole, group, matrixIdentities } from '../plan/cells.ts';
import { listedBy } from '../policy/resources.ts';
import { inOtherTypes, withFieldsNamed } from '../probe/asked-otherwise.ts';
import type { Row } from '../probe/canaries.ts';
import { claimedRightsOf } from '../probe/claimed-rights.ts';
import type { Call } from '../probe/client.ts';
import { hiddenPassages, standsIn, visibleText } from '../probe/hidden-words.ts';
import type { Shape } from '../probe/malformations.ts';
import type { Override, Overrides } from '../probe/overrides.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, guarded, isRead } from './kind.ts';
import { togetherThenSingly } from './together.ts';

const textOf = (row: Row | undefined, field: string): string | undefined => {
  const value = row?.[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Every way to ask a list that the policy describes, alone and together. */
function describedWays(world: World, cell: TenantCell, valid: Shape, row: Row | undefined): Override[] {
  const { search, listing } = world.operation(cell.operation);
  const { page, size } = world.policy.paging;
  const asked = (query: Record<string, string>): Override => {
    const [path = '', before = ''] = valid.path.split('?');
    const parameters = new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(before)), ...query });
    return {
      means: `asked with ${Object.keys(query).join(' and ')}`,
      shape: { ...valid, path: `${path}?${parameters.toString()}` },
    };
  };
  const orders = (listing?.sort?.values ?? []).map((value) => ({ [listing?.sort?.parameter ?? '']: value }));
  const filters = (listing?.filters ?? []).flatMap(({ parameter, field }) => {
    const value = textOf(row, field);
    return value === undefined ? [] : [{ [parameter]: value }];
  });
  const found = search && textOf(row, search.field);
  const searches =
    found === undefined
      ? []
      : [found, found.slice(0, Math.ceil(found.length / 2))].map((text) => ({
          [search?.parameter ?? '']: text,
        }));
  const [order = {}] = orders;
  const everything = Object.assign({}, order, ...filters, searches[0] ?? {}) as Record<string, string>;
  return [
    ...orders,
    ...filters,
    ...searches,
    everything,
    { [page]: '2', [size]: '3' },
    { [page]: '2', [size]: '3', ...order },
    { ...everything, [page]: '1', [size]: '7' },
  ]
    .filter((query) => Object.keys(query).length > 0)
    .map(asked);
}

/** What would show that somebody was given hidden fields: their names, and passages and numbers that stand nowhere else. */
class Hidden {
  readonly #fields: readonly string[];
  readonly #passages: readonly string[];

  constructor(fields: readonly string[], passages: readonly string[]) {
    this.#fields = fields;
    this.#passages = passages;
  }

  /** What of it an answer holds, in words; undefined where it holds none. */
  in({ answer, sent }: Call): string | undefined {
    const names = [...new Set(heldBy(answer.json, this.#fields).map(({ field }) => field))];
    if (names.length > 0) return `the fields ${names.join(', ')}`;
    const passage = this.#passages.find((each) => standsIn(answer.text, each) && !standsIn(sent, each));
    return passage === undefined ? undefined : `a value of a hidden field, ${JSON.stringify(passage)}`;
  }
}

/** @throws Blocked where a hidden field has no value that could be told from what everybody is shown */
function hiddenFrom(
  world: World,
  { operation, actor, tenant }: TenantCell,
): { fields: string[]; told: Hidden } {
  const { resource = '' } = world.operation(operation);
  const fields = world.policy.resources[resource]?.hidden[world.rolesOf(actor) ?? ''] ?? [];
  const rowsOf = (name: string): Row[] =>
    (world.harvest.resources[name]?.[tenant] ?? []).map(({ row }) => row);
  // What the run itself writes is no row's alone.
  const written = JSON.stringify(world.policy.operations).toLowerCase();
  const visible = visibleText(Object.keys(world.harvest.resources).flatMap(rowsOf), fields) + written;
  const passages = fields.flatMap((field) => hiddenPassages(rowsOf(resource), field, visible));
  if (passages.length === 0)
    throw new Blocked(`${tenant} has no value that stands in ${fields.join(', ')} of ${resource} alone`);
  return { fields, told: new Hidden(fields, passages) };
}

async function hiddenHowever(world: World, cell: TenantCell): Promise<Problem[]> {
  const { operation: name, actor, tenant } = cell;
  const operation = world.operation(name);
  const { fields, told } = hiddenFrom(world, cell);
  const steward = world.steward(tenant);
  const valid = world.shape(operation, await world.bind(operation.path, tenant, steward), tenant);
  const [asking, seeing] = [await world.clientOf(actor), await world.clientOf(steward)];
  const plain = await asking.send('GET', valid);
  const control = await seeing.send('GET', valid);
  if (!succeeded(plain) || !succeeded(control))
    throw new Blocked(
      `${name} answered ${plain.answer.status} to ${actor}, ${control.answer.status} to ${steward}`,
    );
  if (told.in(control) === undefined)
    throw new Blocked(`${steward} is not shown ${fields.join(', ')} by ${name}: hiding it proves nothing`);
  const ask = async ({ means, shape }: Override): Promise<{ call: Call; problems: Problem[] }> => {
    const call = await asking.send('GET', shape);
    if (call.answer.status === 401) await world.assertAlive(actor);
    const seen = told.in(call);
    if (seen !== undefined)
      return {
        call,
        problems: [
          { request: call.request, expected: `no ${fields.join(', ')} for ${actor}, ${means}`, seen },
        ],
      };
    const failed = call.answer.status < 500 ? [] : errorProblems(call, world.policy.errors);
    return {
      call,
      problems: failed.map((problem) => ({ ...problem, expected: `${problem.expected}, ${means}` })),
    };
  };
  const [row] = world.harvest.resources[operation.resource ?? '']?.[tenant] ?? [];
  const questions: (Override | Overrides)[] = [
    { means: 'asked as ever', shape: valid },
    ...(listedBy(world.policy, name) ? describedWays(world, cell, valid, row?.row) : []),
    ...inOtherTypes(valid),
    ...withFieldsNamed(valid, fields, await unexplained(world, cell)),
    ...claimedRightsOf(
      valid,
      { roles: shownTo(world, cell), person: [] },
      await ownHeadersOf(world, valid.path),
    ),
  ];
  for (const question of questions) {
    // What is kept for whoever may see it is not for whoever asks next.
    await seeing.send('GET', question.shape);
    const problems = await togetherThenSingly(question, plain.answer, ask);
    if (problems.length > 0) return problems;
  }
  return [];
}

/** Roles from which nothing is hidden, by whose name somebody might be shown the same. */
function shownTo({ policy }: World, { operation: name }: TenantCell): string[] {
  const { resource = '', roles } = policy.operations[name] ?? { roles: [] };
  return roles.filter((role) => policy.resources[resource]?.hidden[role] === undefined);
}

/** Parameters of which the API's own document tells and the policy says nothing. */
async function unexplained(world: World, { operation: name }: TenantCell): Promise<string[]> {
  const operation = world.operation(name);
  const { search, listing, query = {} } = operation;
  const explained = [
    world.policy.paging.page,
    world.policy.paging.size,
    ...Object.keys(query),
    search?.parameter,
    listing?.sort?.parameter,
    ...(listing?.filters ?? []).map(({ parameter }) => parameter),
  ];
  return (await documentedQuery(world, operation)).filter((parameter) => !explained.includes(parameter));
}

export const askedFields: Kind<TenantCell> = {
  plan: (policy) =>
    guarded(policy)
      .filter(([, operation]) => isRead(operation))
      .flatMap(([name, operation]) => {
        const hides = Object.keys(policy.resources[operation.resource ?? '']?.hidden ?? {});
        return group<TenantCell>(
          {
            title: `${name} shows each role only its fields, however it is asked`,
            gate: 'access',
            rule: 'excess-fields',
            feature: operation.resource ?? name,
          },
          firstOfEachRole(
            matrixIdentities(policy).filter(
              ({ role, tenant }) =>
                tenant !== undefined && operation.roles.includes(role) && hides.includes(role),
            ),
          ).flatMap(({ name: actor, tenant }): Draft<TenantCell>[] =>
            tenant === undefined
              ? []
              : [
                  {
                    id: `access/fields-asked/${name}/${actor}`,
                    title: `${actor} sees only its fields in ${name}, in every type, view and order`,
                    operation: name,
                    actor,
                    tenant,
                  },
                ],
          ),
        );
      }),
  judge: hiddenHowever,
};
