/** What a schema cannot say of a policy: that every name it uses is one that it defines. */
import type { Policy } from '../../policy/types.ts';
import { mayBeOutOfScope } from '../plan/families.ts';
import { mistakesInBodies } from './bodies.ts';

export interface Located {
  path: (string | number)[];
  message: string;
}

/** The names of the parameters in a path template, in order. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] as string);
}

/** All dangling references and contradictions of a policy that has the right shape. */
export function crossCheck(policy: Policy): Located[] {
  const mistakes: Located[] = [];
  const must = (holds: boolean, path: (string | number)[], message: string): void => {
    if (!holds) mistakes.push({ path, message });
  };
  const checkRoles = (roles: string[], path: (string | number)[]): void => {
    roles.forEach((role, index) =>
      must(role in policy.roles, [...path, index], `names the role "${role}", which is not defined`),
    );
  };
  const parameters = new Map(
    Object.entries(policy.resources).map(([name, resource]) => [resource.parameter, name]),
  );

  for (const [name, identity] of Object.entries(policy.identities)) {
    const at = ['identities', name];
    if (identity.tenant !== undefined)
      must(identity.tenant in policy.tenants, [...at, 'tenant'], `is not a tenant of this policy`);
    identity.also.forEach((tenant, index) =>
      must(tenant in policy.tenants, [...at, 'also', index], 'is not a tenant of this policy'),
    );
    if (identity.role !== undefined)
      must(identity.role in policy.roles, [...at, 'role'], `is not a role of this policy`);
    if (identity.purpose !== 'matrix') continue;
    must(identity.role !== undefined, at, 'stands for its role in the matrix and needs a "role"');
    const scope = policy.roles[identity.role ?? '']?.scope;
    must(
      scope !== 'tenant' || identity.tenant !== undefined,
      at,
      'has a role of a tenant and needs a "tenant"',
    );
  }
  for (const [name, page] of Object.entries(policy.pages)) {
    const at = ['pages', name];
    checkRoles(page.roles, [...at, 'roles']);
    if (page.shows)
      must(
        page.shows.operation in policy.operations,
        [...at, 'shows', 'operation'],
        'is not an operation of this policy',
      );
    page.controls.forEach((name, index) =>
      must(
        policy.operations[name]?.writes === true,
        [...at, 'controls', index],
        'is not an operation of this policy that writes',
      ),
    );
    page.locked.forEach((name, index) =>
      must(page.controls.includes(name), [...at, 'locked', index], 'is not one of the controls of this page'),
    );
    for (const parameter of parametersOf(page.path))
      must(
        parameters.has(parameter),
        [...at, 'path'],
        `has the parameter {${parameter}}, which no resource declares`,
      );
  }
  const { switch: change, profile } = policy.client;
  if (change !== undefined)
    must(
      policy.operations[change]?.writes === true,
      ['client', 'switch'],
      'is not an operation of this policy that writes',
    );
  if (profile)
    must(
      policy.operations[profile.operation]?.method === 'GET',
      ['client', 'profile', 'operation'],
      'is not an operation of this policy that reads',
    );
  policy.shell.forEach((name, index) =>
    must(name in policy.operations, ['shell', index], 'is not an operation of this policy'),
  );
  for (const [name, resource] of Object.entries(policy.resources)) {
    const at = ['resources', name];
    must(resource.list in policy.operations, [...at, 'list'], 'is not an operation of this policy');
    if (resource.parent !== undefined)
      must(resource.parent in policy.resources, [...at, 'parent'], 'is not a resource of this policy');
    must(
      parameters.get(resource.parameter) === name,
      [...at, 'parameter'],
      'is declared by another resource too',
    );
    checkRoles(Object.keys(resource.hidden), [...at, 'hidden']);
    checkRoles(Object.keys(resource.readOnly), [...at, 'readOnly']);
    if (resource.file)
      must(
        resource.file.operation in policy.operations,
        [...at, 'file', 'operation'],
        'is not an operation of this policy',
      );
    if (resource.file?.rows !== undefined)
      must(
        resource.file.rows in policy.resources,
        [...at, 'file', 'rows'],
        'is not a resource of this policy',
      );
    for (const member of ['make', 'remove'] as const)
      resource[member].forEach((operation, index) =>
        must(operation in policy.operations, [...at, member, index], 'is not an operation of this policy'),
      );
    must(
      resource.make.length === 0 || resource.remove.length > 0 || resource.parent !== undefined,
      at,
      'can be made and needs "remove", so that nothing stays behind',
    );
  }
  for (const [name, operation] of Object.entries(policy.operations)) {
    const at = ['operations', name];
    checkRoles(operation.roles, [...at, 'roles']);
    must(
      operation.scope === 'public' || operation.roles.length > 0,
      [...at, 'roles'],
      'is empty although the operation is not public',
    );
    mistakes.push(...mistakesInBodies(policy, name, operation));
    if (operation.resource !== undefined)
      must(operation.resource in policy.resources, [...at, 'resource'], 'is not a resource of this policy');
    if (operation.feeds !== undefined)
      must(operation.feeds in policy.resources, [...at, 'feeds'], 'is not a resource of this policy');
    if (operation.search)
      must(
        operation.search.resource in policy.resources,
        [...at, 'search', 'resource'],
        'is not a resource of this policy',
      );
    operation.figures.forEach((figure, index) =>
      must(
        figure.resource in policy.resources,
        [...at, 'figures', index, 'resource'],
        'is not a resource of this policy',
      ),
    );
    if (operation.scope !== 'public')
      for (const parameter of parametersOf(operation.path))
        must(
          parameters.has(parameter),
          [...at, 'path'],
          `has the parameter {${parameter}}, which no resource declares`,
        );
  }
  policy.outOfScope.forEach(({ check }, index) =>
    must(
      mayBeOutOfScope(check),
      ['outOfScope', index, 'check'],
      'cannot be out of scope: of isolation and access only what a deployment may not have can, and nothing by which the suite shows that it sees',
    ),
  );
  const { refreshLimits } = policy.session;
  if (refreshLimits)
    must(
      refreshLimits.idleSeconds < refreshLimits.absoluteSeconds,
      ['session', 'refreshLimits'],
      'must end unused tokens sooner than used ones: idleSeconds below absoluteSeconds',
    );
  const { rateLimit, unlike = {} } = policy.errors;
  for (const [mistake, operations] of Object.entries(unlike))
    operations.forEach((name, index) =>
      must(
        name in policy.operations,
        ['errors', 'unlike', mistake, index],
        'is not an operation of this policy',
      ),
    );
  if (rateLimit)
    must(
      (policy.operations[rateLimit.operation]?.scope ?? 'public') !== 'public',
      ['errors', 'rateLimit', 'operation'],
      'is not an operation of this policy that needs a sign-in',
    );
  if (policy.session.logout !== undefined)
    must(
      policy.session.logout in policy.operations,
      ['session', 'logout'],
      'is not an operation of this policy',
    );
  if (policy.people) {
    const { resource, disable, enable, assign, remove, invite } = policy.people;
    must(resource in policy.resources, ['people', 'resource'], 'is not a resource of this policy');
    for (const [member, operation] of Object.entries({
      disable,
      enable,
      assign,
      ...(remove === undefined ? {} : { remove }),
      ...(invite ? { 'invite.operation': invite.operation, 'invite.accept': invite.accept } : {}),
    }))
      must(operation in policy.operations, ['people', member], 'is not an operation of this policy');
  }
  for (const [member, operation] of Object.entries(policy.closing ?? {}))
    must(operation in policy.operations, ['closing', member], 'is not an operation of this policy');
  if (policy.database) {
    const { tables, personTables, platformTables, people } = policy.database;
    must(
      personTables.length === 0 || people !== undefined,
      ['database', 'personTables'],
      'needs "people", which says who belongs to which tenant',
    );
    const named = [...tables, ...personTables.map(({ name }) => name), ...platformTables];
    for (const name of new Set(named.filter((each, index) => named.indexOf(each) < index)))
      must(false, ['database'], `names the table "${name}" twice`);
  }
  return mistakes;
}
