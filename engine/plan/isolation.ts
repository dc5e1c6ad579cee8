/** The isolation gate: what no tenant may reach of another. */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { parametersOf } from '../policy/references.ts';
import { type Group, type OperationCell, type PageCell, group, identitiesOf, orderedPairs } from './cells.ts';

export type ReadCell = OperationCell & { tenant: string };
export type SearchCell = OperationCell & { tenant: string; foreign: boolean };

type Named = [name: string, operation: OperationPolicy];

function addressesTenantData(policy: Policy, operation: OperationPolicy): boolean {
  if (operation.scope !== 'tenant' && operation.scope !== 'own') return false;
  const owners = new Map(
    Object.values(policy.resources).map((resource) => [resource.parameter, resource.owner]),
  );
  const parameters = parametersOf(operation.path);
  return parameters.length > 0 && parameters.every((parameter) => owners.get(parameter) !== 'platform');
}

function operations(policy: Policy, wanted: (operation: OperationPolicy) => boolean): Named[] {
  return Object.entries(policy.operations).filter(([, operation]) => wanted(operation));
}

const byForeignId = (policy: Policy, writes: boolean): Named[] =>
  operations(policy, (operation) => operation.writes === writes && addressesTenantData(policy, operation));

function strangers(
  policy: Policy,
  operation: OperationPolicy,
): { actor: string; role: string; tenant: string }[] {
  return orderedPairs(policy).flatMap(([stranger, victim]) =>
    identitiesOf(policy, stranger, operation.roles).map(({ name, role }) => ({
      actor: name,
      role,
      tenant: victim,
    })),
  );
}

/** A stranger asks for a resource of another tenant by its id. */
export function foreignReads(policy: Policy): Group<ReadCell>[] {
  return byForeignId(policy, false).flatMap(([name, operation]) =>
    group<ReadCell>(
      {
        title: `No other tenant reads ${name} by id`,
        gate: 'isolation',
        rule: 'cross-tenant-read',
        feature: operation.resource ?? name,
      },
      strangers(policy, operation).map(({ actor, tenant }) => ({
        id: `isolation/foreign-read/${name}/${actor}/${tenant}`,
        title: `${actor} cannot read ${name} of ${tenant}`,
        operation: name,
        actor,
        tenant,
      })),
    ),
  );
}

/** A foreign id and one that never existed get the same answer. */
export function existence(policy: Policy): Group<ReadCell>[] {
  return operations(policy, (operation) => addressesTenantData(policy, operation)).flatMap(
    ([name, operation]) =>
      group<ReadCell>(
        {
          title: `A foreign id of ${name} answers like one that never existed`,
          gate: 'isolation',
          rule: 'existence-oracle',
          feature: operation.resource ?? name,
        },
        strangers(policy, operation).map(({ actor, tenant }) => ({
          id: `isolation/existence/${name}/${actor}/${tenant}`,
          title: `${actor} cannot tell whether the ${name} id of ${tenant} exists`,
          operation: name,
          actor,
          tenant,
        })),
      ),
  );
}

/** A stranger sends a valid change to a resource of another tenant; the owner sees it unchanged. */
export function foreignWrites(policy: Policy): Group<ReadCell>[] {
  return byForeignId(policy, true).flatMap(([name, operation]) =>
    group<ReadCell>(
      {
        title: `No other tenant changes anything through ${name}`,
        gate: 'isolation',
        rule: 'cross-tenant-write',
        feature: operation.resource ?? name,
      },
      strangers(policy, operation).map(({ actor, tenant }) => ({
        id: `isolation/foreign-write/${name}/${actor}/${tenant}`,
        title: `${actor} cannot use ${name} on what belongs to ${tenant}`,
        operation: name,
        actor,
        tenant,
      })),
    ),
  );
}

/** Everything that a role may read holds rows of its own tenant only. */
export function ownRows(policy: Policy): Group<ReadCell>[] {
  return operations(
    policy,
    (operation) =>
      operation.method === 'GET' &&
      !operation.stream &&
      (operation.scope === 'tenant' || operation.scope === 'own'),
  ).flatMap(([name, operation]) =>
    group<ReadCell>(
      {
        title: `${name} answers with rows of the own tenant only`,
        gate: 'isolation',
        rule: 'foreign-rows-in-list',
        feature: operation.resource ?? name,
      },
      Object.keys(policy.tenants).flatMap((tenant) =>
        identitiesOf(policy, tenant, operation.roles).map(({ name: actor }) => ({
          id: `isolation/own-rows/${name}/${actor}`,
          title: `${actor} sees nothing of another tenant in ${name}`,
          operation: name,
          actor,
          tenant,
        })),
      ),
    ),
  );
}

/** Counts and averages agree with the rows of the own tenant. */
export function figures(policy: Policy): Group<ReadCell>[] {
  return operations(policy, (operation) => operation.figures.length > 0).flatMap(([name, operation]) =>
    group<ReadCell>(
      {
        title: `The figures of ${name} are computed from the own tenant's rows`,
        gate: 'isolation',
        rule: 'foreign-rows-in-list',
        feature: name,
      },
      Object.keys(policy.tenants).flatMap((tenant) =>
        identitiesOf(policy, tenant, operation.roles).map(({ name: actor }) => ({
          id: `isolation/figures/${name}/${actor}`,
          title: `the figures of ${name} for ${actor} agree with the rows of ${tenant}`,
          operation: name,
          actor,
          tenant,
        })),
      ),
    ),
  );
}

/** A search for a value of another tenant finds nothing; for an own value it finds it. */
export function searches(policy: Policy): Group<SearchCell>[] {
  return operations(policy, (operation) => operation.search !== undefined).flatMap(([name, operation]) =>
    group<SearchCell>(
      {
        title: `${name} finds nothing of another tenant`,
        gate: 'isolation',
        rule: 'foreign-rows-in-list',
        feature: operation.resource ?? name,
      },
      [
        ...Object.keys(policy.tenants).flatMap((tenant) =>
          identitiesOf(policy, tenant, operation.roles).map(({ name: actor }) => ({
            id: `isolation/search-own/${name}/${actor}`,
            title: `${actor} finds what ${tenant} owns with ${name}`,
            operation: name,
            actor,
            tenant,
            foreign: false,
          })),
        ),
        ...strangers(policy, operation).map(({ actor, tenant }) => ({
          id: `isolation/search-foreign/${name}/${actor}/${tenant}`,
          title: `${actor} finds nothing of ${tenant} with ${name}`,
          operation: name,
          actor,
          tenant,
          foreign: true,
        })),
      ],
    ),
  );
}

/**
 * A client that names another tenant beside its token gets nothing by it. Where a tenant is determined is one place for
 * most operations, so each tenant tries one other.
 */
export function overrides(policy: Policy): Group<ReadCell>[] {
  const tenants = Object.keys(policy.tenants);
  const neighbours = orderedPairs(policy).filter(
    ([stranger, victim]) => victim === tenants[(tenants.indexOf(stranger) + 1) % tenants.length],
  );
  return operations(policy, (operation) => {
    const ofPlatform = operation.resource && policy.resources[operation.resource]?.owner === 'platform';
    return operation.method === 'GET' && operation.scope === 'tenant' && !operation.stream && !ofPlatform;
  }).flatMap(([name, operation]) =>
    group<ReadCell>(
      {
        title: `No client chooses its tenant in ${name}`,
        gate: 'isolation',
        rule: 'tenant-override',
        feature: operation.resource ?? name,
      },
      neighbours.flatMap(([stranger, victim]) =>
        identitiesOf(policy, stranger, operation.roles)
          .slice(0, 1)
          .map(({ name: actor }) => ({
            id: `isolation/override/${name}/${actor}/${victim}`,
            title: `${actor} gets nothing of ${victim} from ${name} by naming it`,
            operation: name,
            actor,
            tenant: victim,
          })),
      ),
    ),
  );
}

/** A stranger opens the address of another tenant's page and sees what an unknown address shows. */
export function deepLinks(policy: Policy): Group<PageCell & { tenant: string }>[] {
  return Object.entries(policy.pages)
    .filter(([, page]) => parametersOf(page.path).length > 0)
    .flatMap(([name, page]) =>
      Object.keys(policy.tenants).flatMap((stranger) =>
        group<PageCell & { tenant: string }>(
          {
            title: `A link to the ${name} page of another tenant shows ${stranger} nothing`,
            gate: 'isolation',
            rule: 'foreign-data-on-page',
            also: ['existence-oracle'],
            feature: `page ${name}`,
          },
          orderedPairs(policy)
            .filter(([from]) => from === stranger)
            .flatMap(([, victim]) =>
              identitiesOf(policy, stranger, page.roles)
                .slice(0, 1)
                .map(({ name: actor }) => ({
                  id: `isolation/deep-link/${name}/${actor}/${victim}`,
                  title: `${actor} opens a ${name} link of ${victim} and sees what an unknown link shows`,
                  page: name,
                  actor,
                  tenant: victim,
                })),
            ),
        ),
      ),
    );
}
