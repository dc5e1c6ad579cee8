/** What must not outlive its tenant or its session in one browser: a switch, a second login, two tabs, a late answer, Back. */
import type { PagePolicy, Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { parametersOf } from '../policy/references.ts';
import { type Draft, type Group, group, stewardOf } from './cells.ts';
import { representatives } from './pages.ts';

/** What is looked at after another tenant took the place of the first one. */
export type Trace = 'painted' | 'kept' | 'history' | 'pages' | 'return' | 'back';

/** Another tenant takes the place of the first one in a browser. */
export interface ChangeCell extends Cell {
  /** Who sees the first tenant. */
  actor: string;
  tenant: string;
  /** Who sees the second one: the same person after a switch, another after a second login. */
  successor: string;
  to: string;
  trace: Trace;
}

/** A request of the first tenant is still under way when the person goes to another one. */
export interface LateAnswerCell extends ChangeCell {
  page: string;
}

export const TABS = ['first', 'first-reloaded', 'second'] as const;

/** Which of two tabs is looked at, after the tenant was switched in the second one. */
export interface TabsCell extends ChangeCell {
  tab: (typeof TABS)[number];
}

const TAB_TITLES: Readonly<Record<TabsCell['tab'], string>> = {
  first: 'the other tab shows data of the tenant that it names, and of no other',
  'first-reloaded': 'the other tab, loaded anew, shows data of the tenant that it names',
  second: 'the tab of the switch goes on showing the tenant that it names',
};

const TRACES: Readonly<Record<Trace, string>> = {
  painted: 'no moment shows anything of the first tenant',
  kept: 'no storage, cache or history entry holds anything of the first tenant',
  history: 'Back, to the pages of the first tenant, shows nothing of it',
  pages: 'every page reached from inside the application shows the second tenant alone',
  return: 'the way back to the first tenant shows nothing of the second one',
  back: 'Back, with the back/forward cache on, shows nothing of the first tenant',
};

/** Pages that show a tenant's data to every role of a tenant, and that the navigation leads to. */
export function pagesOfEverybody(policy: Policy): [name: string, page: PagePolicy][] {
  return shownToEverybody(policy).filter(
    ([, { path, navigation }]) => navigation !== undefined && parametersOf(path).length === 0,
  );
}

/** Pages of a single thing that show a tenant's data to every role of a tenant. */
export function detailsOfEverybody(policy: Policy): [name: string, page: PagePolicy][] {
  return shownToEverybody(policy).filter(([, { path }]) => parametersOf(path).length > 0);
}

function shownToEverybody(policy: Policy): [name: string, page: PagePolicy][] {
  const roles = Object.entries(policy.roles).flatMap(([name, { scope }]) =>
    scope === 'tenant' ? [name] : [],
  );
  return Object.entries(policy.pages).filter(
    ([, { shows, roles: allowed }]) => shows !== undefined && roles.every((role) => allowed.includes(role)),
  );
}

interface Change {
  actor: string;
  tenant: string;
  successor: string;
  to: string;
}

/** The first person of several tenants, where the application lets such a person switch. */
function switches(policy: Policy): Change[] {
  if (policy.client.switch === undefined || pagesOfEverybody(policy).length === 0) return [];
  return Object.entries(policy.identities)
    .flatMap(([actor, { tenant, also, expect }]) => {
      const to = also[0];
      return expect === 'signed-in' && tenant && to ? [{ actor, tenant, successor: actor, to }] : [];
    })
    .slice(0, 1);
}

/** Two spare identities of different tenants, one after the other in one browser. */
function secondLogins(policy: Policy): Change[] {
  if (pagesOfEverybody(policy).length === 0) return [];
  const spares = Object.entries(policy.identities).flatMap(([name, { purpose, tenant }]) =>
    purpose === 'spare' && tenant ? [{ name, tenant }] : [],
  );
  const [first] = spares;
  const second = spares.find(({ tenant }) => tenant !== first?.tenant);
  return first && second
    ? [{ actor: first.name, tenant: first.tenant, successor: second.name, to: second.tenant }]
    : [];
}

function changeGroup(
  title: string,
  kind: string,
  change: Change,
  traces: readonly Trace[],
): Group<ChangeCell>[] {
  const { actor, successor, to } = change;
  return group<ChangeCell>(
    { title, gate: 'isolation', rule: 'data-after-switch', feature: 'change of tenant' },
    traces.map((trace) => ({
      id: `isolation/${kind}-${trace}/${actor}/${successor === actor ? to : successor}`,
      title: `${title}: ${TRACES[trace]}`,
      ...change,
      trace,
    })),
  );
}

/** A person of several tenants goes to another one by the application's own switcher. */
export function organisationSwitch(policy: Policy): Group<ChangeCell>[] {
  return switches(policy).flatMap((change) =>
    changeGroup(
      `${change.actor} switches from ${change.tenant} to ${change.to} and leaves ${change.tenant} behind`,
      'switch',
      change,
      ['painted', 'kept', 'history', 'pages', 'return'],
    ),
  );
}

/** A page of the first tenant is left, the tenant changes in another tab, and the person goes back to that page. */
export function backForwardCache(policy: Policy): Group<ChangeCell>[] {
  return [...switches(policy), ...secondLogins(policy)].flatMap((change) => {
    const isSwitch = change.actor === change.successor;
    const says = isSwitch ? `${change.actor} switched to ${change.to}` : `${change.successor} signed in`;
    return changeGroup(`Back after ${says} in another tab`, isSwitch ? 'switch' : 'second-login', change, [
      'back',
    ]);
  });
}

/** The answer to the first tenant's request comes after the switch. */
export function lateAnswers(policy: Policy): Group<LateAnswerCell>[] {
  return switches(policy).flatMap((change) => {
    const { actor, tenant, to } = change;
    return group<LateAnswerCell>(
      {
        title: `An answer of ${tenant} that comes after ${actor} switched to ${to} paints nothing`,
        gate: 'isolation',
        rule: 'data-after-switch',
        feature: 'change of tenant',
      },
      pagesOfEverybody(policy)
        // The first one is where a sign-in leads: its request cannot be held back without holding the sign-in.
        .slice(1)
        .map(([page]) => ({
          id: `isolation/late-answer/${page}/${actor}/${to}`,
          title: `the ${page} page paints nothing of ${tenant} when its request is answered after the switch`,
          ...change,
          trace: 'painted',
          page,
        })),
    );
  });
}

/** A person of several tenants has two tabs open, and switches in one of them. */
export function twoTabs(policy: Policy): Group<TabsCell>[] {
  return switches(policy).flatMap((change) => {
    const { actor, tenant, to } = change;
    return group<TabsCell>(
      {
        title: `Two tabs of ${actor} never mix ${tenant} and ${to}`,
        gate: 'isolation',
        rule: 'data-after-switch',
        also: ['foreign-data-in-log'],
        feature: 'change of tenant',
      },
      TABS.map((tab) => ({
        id: `isolation/two-tabs/${tab}/${actor}/${to}`,
        title: `${actor} switches to ${to}: ${TAB_TITLES[tab]}`,
        ...change,
        trace: 'pages',
        tab,
      })),
    );
  });
}

/** Somebody of another tenant signs in after a logout, in the same browser. */
export function secondLogin(policy: Policy): Group<ChangeCell>[] {
  return secondLogins(policy).flatMap((change) =>
    changeGroup(
      `${change.successor} signs in after ${change.actor} and finds nothing of ${change.tenant}`,
      'second-login',
      change,
      ['painted', 'kept', 'pages'],
    ),
  );
}

/** What is looked for beside the pages of whoever reads the most of a tenant. */
export type StorageCell = Cell & {
  actor: string;
  tenant: string;
  look: 'service-worker' | 'typed' | 'searched' | 'downloaded';
};

/** While somebody works, no storage holds what any page of the role shows. */
export type KeptCell = Cell & {
  actor: string;
  /** Absent for a person of the platform, who is shown the names of all tenants. */
  tenant?: string;
  look: 'storage';
};

const KEPT = { gate: 'session', rule: 'data-in-browser-storage', feature: 'browser storage' } as const;

const whose = (tenant: string | undefined): string => tenant ?? 'any tenant';

const keptDraft = ({ name: actor, tenant }: { name: string; tenant?: string }): Draft<KeptCell> => ({
  id: `session/browser-storage/${actor}`,
  title: `no storage and no cache of the browser of ${actor} holds data of ${whose(tenant)}, on any page of the role`,
  actor,
  ...(tenant === undefined ? {} : { tenant }),
  look: 'storage',
});

/** The same for somebody of each role but that of the one who is looked at closely: each has pages that no other opens. */
function storageOfRoles(policy: Policy, except: string): Group<KeptCell>[] {
  const role = policy.identities[except]?.role;
  return representatives(policy)
    .filter((one) => one.role !== role)
    .flatMap((one) =>
      group<KeptCell>(
        {
          ...KEPT,
          title: `The browser of ${one.name} keeps nothing of ${whose(one.tenant)} beyond its pages`,
        },
        [keptDraft(one)],
      ),
    );
}

/** Whether there is anything that somebody may search. */
function searches({ operations, identities }: Policy, actor: string): boolean {
  const role = identities[actor]?.role ?? '';
  return Object.values(operations).some(({ search, roles }) => search !== undefined && roles.includes(role));
}

/** While somebody works, no storage holds the tenant's data or what was typed, and no service worker answers in the API's place. */
export function browserStorage(policy: Policy): Group<StorageCell | KeptCell>[] {
  const [tenant = ''] = Object.keys(policy.tenants);
  const actor = stewardOf(policy, tenant);
  if (!actor) return [];
  const closely = group<StorageCell | KeptCell>(
    { ...KEPT, title: `The browser of ${actor} keeps nothing of ${tenant} beyond its pages` },
    [
      keptDraft({ name: actor, tenant }),
      {
        id: `session/service-worker/${actor}`,
        title: `no service worker but those of the policy controls the pages of ${actor}`,
        actor,
        tenant,
        look: 'service-worker',
      },
      {
        id: `session/typed-entries/${actor}`,
        title: `nothing that ${actor} typed is kept once it was refused and its page was left`,
        actor,
        tenant,
        look: 'typed',
      },
      ...(searches(policy, actor)
        ? [
            {
              id: `session/searched-words/${actor}`,
              title: `nothing that ${actor} searched for is kept once its page was left`,
              actor,
              tenant,
              look: 'searched' as const,
            },
          ]
        : []),
      ...(Object.values(policy.resources).some(({ file }) => file !== undefined)
        ? [
            {
              id: `session/downloaded-file/${actor}`,
              title: `nothing of a file that ${actor} downloaded is kept besides`,
              actor,
              tenant,
              look: 'downloaded' as const,
            },
          ]
        : []),
    ],
  );
  return [...closely, ...storageOfRoles(policy, actor)];
}

export type ShownOnceCell = Cell & { actor: string; tenant: string; page: string };

/** The page with the form by which somebody may invite; its answer is a link that is shown once. */
function invitingPage({ pages, people, identities, operations }: Policy, actor: string): string | undefined {
  const invite = people?.invite?.operation ?? '';
  const role = identities[actor]?.role ?? '';
  if (!operations[invite]?.roles.includes(role)) return undefined;
  return Object.entries(pages).find(
    ([, { roles, controls }]) => roles.includes(role) && controls.includes(invite),
  )?.[0];
}

/** What an answer gives a page to show once is a credential, and does not outlive the page. */
export function shownOnce(policy: Policy): Group<ShownOnceCell>[] {
  const [tenant = ''] = Object.keys(policy.tenants);
  const actor = stewardOf(policy, tenant);
  const page = actor && invitingPage(policy, actor);
  if (!actor || !page) return [];
  return group<ShownOnceCell>(
    {
      title: `The browser of ${actor} keeps no link of an invitation beyond the ${page} page`,
      gate: 'session',
      rule: 'data-in-browser-storage',
      feature: 'browser storage',
    },
    [
      {
        id: `session/shown-once/${actor}`,
        title: `no storage holds the link of an invitation once ${actor} has left the ${page} page`,
        actor,
        tenant,
        page,
      },
    ],
  );
}

export type BackCell = Cell & { actor: string; tenant: string; where: 'here' | 'elsewhere' };

/** A page that the browser keeps whole for Back shows nothing once its person has logged out. */
export function backAfterLogout(policy: Policy): Group<BackCell>[] {
  const spare = Object.entries(policy.identities).find(
    ([, { purpose, tenant }]) => purpose === 'spare' && tenant !== undefined,
  );
  if (!spare || pagesOfEverybody(policy).length === 0) return [];
  const [actor, { tenant = '' }] = spare;
  return group<BackCell>(
    {
      title: 'Back after logout shows nothing, with the back/forward cache on',
      gate: 'session',
      rule: 'data-after-logout',
      feature: 'logout',
    },
    [
      {
        id: `session/back-forward-cache/here`,
        title: 'Back shows nothing after a logout in the same tab',
        actor,
        tenant,
        where: 'here',
      },
      {
        id: `session/back-forward-cache/elsewhere`,
        title: 'Back shows nothing of a page that was left before a logout in another tab',
        actor,
        tenant,
        where: 'elsewhere',
      },
    ],
  );
}
