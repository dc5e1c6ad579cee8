/** Text that somebody stores stays text, on every page and for everybody who gets to see it. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { type Group, group, matrixIdentities } from './cells.ts';

export interface MarkupCell extends Cell {
  /** Whose people store it. */
  tenant: string;
  /** Who looks at which page; absent in the cell that says whether it was seen at all. */
  page?: string;
  actor?: string;
  /** The resource of which one is made while the page is open, where a stream tells the page of it. */
  meanwhile?: string;
}

/**
 * Resources of a tenant that one request makes, with a text of the run's own in its body; those that belong to another of
 * them come after it.
 */
export function storable(policy: Policy): [resource: string, operation: string][] {
  const made = madeAtOnce(policy);
  const parentOf = (resource: string): string | undefined => policy.resources[resource]?.parent;
  const alone = made.filter(([resource]) => parentOf(resource) === undefined);
  return [...alone, ...made.filter(([resource]) => alone.some(([parent]) => parent === parentOf(resource)))];
}

function madeAtOnce(policy: Policy): [resource: string, operation: string][] {
  return Object.entries(policy.resources).flatMap(([resource, { owner, make, remove }]) => {
    const [first, ...rest] = make;
    const body = policy.operations[first ?? '']?.body ?? {};
    const holdsText = Object.values(body).some(
      (value) => typeof value === 'string' && value.includes('{{unique}}'),
    );
    const fits = owner === 'tenant' && remove.length > 0 && rest.length === 0;
    return first && fits && holdsText ? [[resource, first] as [string, string]] : [];
  });
}

/**
 * The least of a tenant's people who may open a page, the least of them from whom no field of what is stored is hidden, and
 * whoever of the platform may.
 */
function viewersOf(policy: Policy, tenant: string, roles: readonly string[]): string[] {
  const allowed = matrixIdentities(policy).filter(({ role }) => roles.includes(role));
  const own = allowed.filter((identity) => identity.tenant === tenant);
  const hides = storable(policy).flatMap(([resource]) =>
    Object.keys(policy.resources[resource]?.hidden ?? {}),
  );
  const platform = allowed.find(({ role }) => policy.roles[role]?.scope === 'platform');
  const viewers = [own.at(-1), own.findLast(({ role }) => !hides.includes(role)), platform];
  return [...new Set(viewers.flatMap((identity) => (identity ? [identity.name] : [])))];
}

/** The resource that a page shows and hears of by a stream, where one of it can be made by itself. */
function heardOn(policy: Policy, page: string): string | undefined {
  const { resource } = policy.operations[policy.pages[page]?.shows?.operation ?? ''] ?? {};
  const alone = storable(policy).some(
    ([name]) => name === resource && policy.resources[name]?.parent === undefined,
  );
  const isFed = Object.values(policy.operations).some(({ stream, feeds }) => stream && feeds === resource);
  return alone && isFed ? resource : undefined;
}

export function storedMarkup(policy: Policy): Group<MarkupCell>[] {
  const [tenant] = Object.keys(policy.tenants);
  if (tenant === undefined || storable(policy).length === 0) return [];
  const views = Object.entries(policy.pages).flatMap(([page, { roles }]) =>
    viewersOf(policy, tenant, roles).map((actor) => ({ page, actor })),
  );
  return group<MarkupCell>(
    {
      title: `What ${tenant} stores as text is text on every page`,
      gate: 'isolation',
      rule: 'stored-markup',
      feature: 'pages',
    },
    [
      ...views.map(({ page, actor }) => ({
        id: `isolation/stored-markup/${page}/${actor}`,
        title: `no markup that ${tenant} stored is markup to ${actor} on the ${page} page`,
        tenant,
        page,
        actor,
      })),
      ...views.flatMap(({ page, actor }) => {
        const meanwhile = heardOn(policy, page);
        return meanwhile === undefined
          ? []
          : [
              {
                id: `isolation/stored-markup/meanwhile/${page}/${actor}`,
                title: `no markup that ${tenant} stores while ${actor} has the ${page} page open is markup there`,
                tenant,
                page,
                actor,
                meanwhile,
              },
            ];
      }),
      {
        id: 'isolation/stored-markup/shown',
        title: `what ${tenant} stored is shown to its own people and to the platform's, as text`,
        tenant,
      },
    ],
  );
}

/** The page of an invitation shows the name of the tenant, whatever that is. */
export function markupInInvitation(policy: Policy): Group<MarkupCell>[] {
  const [tenant] = Object.keys(policy.tenants);
  if (tenant === undefined || !policy.people?.invite) return [];
  return group<MarkupCell>(
    {
      title: `The name of ${tenant} is text on the page of an invitation`,
      gate: 'isolation',
      rule: 'stored-markup',
      feature: 'invitations',
    },
    [
      {
        id: `isolation/stored-markup/invitation/${tenant}`,
        title: `whoever is invited to ${tenant} is shown its name as a text`,
        tenant,
      },
    ],
  );
}
