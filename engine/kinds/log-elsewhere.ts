/**
 * What one tenant does with a person of two stands in the log of that tenant alone. Somebody of another tenant is invited,
 * joins, is given another role, disabled, enabled and taken out again; nothing of it is read at home.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Policy } from '../../policy/types.ts';
import { ManagedPerson } from '../checks/managed-person.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { addedTo, toldElsewhere } from '../oracle/told-elsewhere.ts';
import { ALONE_LANE, type Draft, group } from '../plan/cells.ts';
import { logsOf } from '../policy/resources.ts';
import type { Row } from '../probe/canaries.ts';
import { readEnds } from '../probe/lists.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { Invitation, outsider } from './invitation.ts';
import type { Kind, TenantCell } from './kind.ts';

interface LogCell extends TenantCell {
  /** The resource of the entries. */
  log: string;
  /** The tenant of the person, whose log is read. */
  home: string;
  /** What the person is invited as, and what it is given for a while. */
  roles: string[];
}

/** Of a log the latest entries stand at one of its ends. */
const PAGES_OF_END = 2;
/** What is written down after the answer is waited for, in milliseconds. */
const PATIENCE = 3_000;
const PAUSE = 50;

/** The entries of a tenant's log, or those that were not there before. */
async function entriesOf(world: World, { log }: LogCell, tenant: string, before?: Row[]): Promise<Row[]> {
  const described = world.policy.resources[log];
  if (!described) throw new Blocked(`the policy has no resource ${log}`);
  const reader = world.steward(tenant);
  const client = await world.clientOf(reader);
  const { status, rows } = await readEnds(world.policy, client, described, PAGES_OF_END);
  if (status !== 200) throw new Blocked(`${reader} was answered ${status} by ${described.list}`);
  return before ? addedTo(before, rows, described.id) : rows;
}

/** Waits until the log of the tenant itself has something new, for as long as that may take; whether it came. */
async function isWritten(world: World, cell: LogCell, before: Row[]): Promise<boolean> {
  const end = Date.now() + PATIENCE;
  while ((await entriesOf(world, cell, cell.tenant, before)).length === 0) {
    if (Date.now() > end) return false;
    await sleep(PAUSE);
  }
  return true;
}

async function nothingAtHome(world: World, cell: LogCell): Promise<Problem[]> {
  const { actor: person, tenant, home } = cell;
  const address = world.emailOf(person);
  if (!address) throw new Blocked(`there are no credentials for ${person}`);
  const invitation = new Invitation(world, tenant);
  if ((await invitation.end(person)).length > 0)
    throw new Blocked(`${person} is still a member of ${tenant} from an earlier run`);
  const empty = await entriesOf(world, cell, tenant);
  try {
    const token = await invitation.make(person);
    const joined = await invitation.accept(await world.clientOf(person), token);
    const binding = await invitation.member(person);
    if (!succeeded(joined) || !binding)
      throw new Blocked(
        `${person} was answered ${joined.answer.status} by ${cell.operation}: it did not join`,
      );
    const joining = await isWritten(world, cell, empty);
    const there = await entriesOf(world, cell, tenant);
    // From here on the person does nothing, and nobody at home does anything with it.
    const before = await entriesOf(world, cell, home);
    await changed(ManagedPerson.at(world, tenant, binding), cell.roles);
    if ((await invitation.end(person)).length > 0)
      throw new Blocked(`the membership of ${person} in ${tenant} cannot be ended`);
    const changes = await isWritten(world, cell, there);
    if (!joining && !changes)
      throw new Blocked(
        `the log of ${tenant} itself says nothing of its people: that the one of ${home} does not proves nothing`,
      );
    const told = toldElsewhere(
      await entriesOf(world, cell, home, before),
      [address, ...Object.values(binding)],
      world.valuesOfOthers(home),
    );
    const { method, path } = world.operation(world.policy.resources[cell.log]?.list ?? '');
    return told.slice(0, 1).map(({ text, seen }) => ({
      actor: world.steward(home),
      request: { method, path },
      expected: `nothing in the log of ${home} of what ${tenant} did with ${person}`,
      seen: `${seen.map((value) => JSON.stringify(value)).join(', ')} in ${told.length} new entries, for example ${text.slice(0, 300)}`,
    }));
  } finally {
    await invitation.end(person);
    await invitation.revoke();
  }
}

/** Gives other roles for a while, and keeps the person out for a while. */
async function changed(person: ManagedPerson, roles: readonly string[]): Promise<void> {
  for (const role of roles) await person.assign(role);
  try {
    await person.disable();
  } finally {
    await person.enable();
  }
}

function cellsOf(policy: Policy, log: string): Draft<LogCell>[] {
  const { people } = policy;
  const [tenant = ''] = Object.keys(policy.tenants);
  const actor = outsider(policy, tenant);
  const home = policy.identities[actor ?? '']?.tenant;
  if (!people?.invite || people.remove === undefined || !actor || home === undefined) return [];
  const roles = Object.keys(policy.roles).filter((name) => policy.roles[name]?.scope === 'tenant');
  return [
    {
      id: `isolation/log-elsewhere/${log}/${tenant}/${home}`,
      title: `what ${tenant} does with ${actor} stands in nothing that ${home} reads of its log`,
      operation: people.invite.accept,
      actor,
      tenant,
      home,
      log,
      // Two are enough for a change.
      roles: roles.slice(-2),
    },
  ];
}

export const logElsewhere: Kind<LogCell> = {
  plan: (policy) =>
    logsOf(policy).flatMap(([log, { list }]) =>
      group<LogCell>(
        {
          title: `${list} tells nothing of what other tenants do with the same person`,
          gate: 'isolation',
          rule: 'foreign-data-in-log',
          feature: log,
          lane: ALONE_LANE,
        },
        cellsOf(policy, log),
      ),
    ),
  judge: nothingAtHome,
  // Whoever was invited may be shown the tenant.
  expects: ({ cells: [cell] }) =>
    cell ? [{ sensor: 'canary', channel: 'response', subject: cell.operation, optional: true }] : [],
};
