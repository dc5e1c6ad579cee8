/** People and organisations, as the seed file gave them and as the management API changed them since. */
import { verifySync } from 'otplib';
import type { Account as SeedAccount, Organisation as SeedOrganisation } from '../seed/accounts.ts';

/** Roles that can be given within an organisation. */
export const MEMBER_ROLES: readonly string[] = ['admin', 'analyst', 'viewer'];

export interface Organisation {
  id: string;
  name: string;
  displayName: string;
  disabled: boolean;
}

export interface Person {
  id: string;
  email: string;
  name: string;
  platformRole: string | undefined;
  totpSecret: string | undefined;
  blocked: boolean;
  /** Role names by organisation id. */
  memberships: Map<string, Set<string>>;
  /** Active organisation; used by claim tenancy alone. */
  tenant: string | undefined;
  /** Grants of an earlier generation are over; counted up when the person is blocked or loses a membership. */
  generation: number;
}

export class Directory {
  readonly #people = new Map<string, Person>();
  readonly #peopleByEmail = new Map<string, Person>();
  readonly #organisations = new Map<string, Organisation>();
  /** Time step of the last one-time code of each person: a code is good once (RFC 6238, section 5.2). */
  readonly #usedSteps = new Map<string, number>();

  constructor(organisations: readonly SeedOrganisation[], accounts: readonly SeedAccount[]) {
    for (const { id, name, displayName } of organisations) {
      this.#organisations.set(id, { id, name, displayName, disabled: false });
    }
    for (const account of accounts) {
      const person: Person = {
        id: account.userId,
        email: account.email,
        name: account.name,
        platformRole: account.platformRole,
        totpSecret: account.totpSecret,
        blocked: account.blocked ?? false,
        memberships: new Map(
          account.memberships.map(({ organisationId, role }) => [
            organisationId,
            new Set(role ? [role] : []),
          ]),
        ),
        tenant: account.memberships[0]?.organisationId,
        generation: 0,
      };
      this.#people.set(person.id, person);
      this.#peopleByEmail.set(person.email.toLowerCase(), person);
    }
  }

  person(id: string): Person | undefined {
    return this.#people.get(id);
  }

  /** @param identifier as typed; case and surrounding blanks do not matter */
  personByEmail(identifier: string): Person | undefined {
    return this.#peopleByEmail.get(identifier.trim().toLowerCase());
  }

  organisation(id: string): Organisation | undefined {
    return this.#organisations.get(id);
  }

  /** An organisation that can be logged in to, by id or by name. */
  openOrganisation(idOrName: string): Organisation | undefined {
    const found =
      this.#organisations.get(idOrName) ??
      [...this.#organisations.values()].find(({ name }) => name === idOrName.toLowerCase());
    return found?.disabled ? undefined : found;
  }

  /** The organisations that the person can log in to. */
  organisationsOf(person: Person): Organisation[] {
    return [...person.memberships.keys()].flatMap((id) => this.openOrganisation(id) ?? []);
  }

  isMember(person: Person, organisationId: string): boolean {
    return person.memberships.has(organisationId) && this.openOrganisation(organisationId) !== undefined;
  }

  /** Uses up a one-time code of the person. */
  useCode(person: Person, code: string): boolean {
    if (!person.totpSecret || !/^\d{6}$/.test(code)) return false;
    const result = verifySync({
      secret: person.totpSecret,
      token: code,
      epochTolerance: [30, 0],
      afterTimeStep: this.#usedSteps.get(person.id),
    });
    if (!result.valid || !('timeStep' in result)) return false;
    this.#usedSteps.set(person.id, result.timeStep);
    return true;
  }

  block(person: Person, blocked: boolean): void {
    if (blocked && !person.blocked) person.generation += 1;
    person.blocked = blocked;
  }

  addMember(organisation: Organisation, person: Person): void {
    if (!person.memberships.has(organisation.id)) person.memberships.set(organisation.id, new Set());
    person.tenant ??= organisation.id;
  }

  removeMember(organisation: Organisation, person: Person): void {
    if (!person.memberships.delete(organisation.id)) return;
    person.generation += 1;
    if (person.tenant === organisation.id) person.tenant = [...person.memberships.keys()][0];
  }

  /** @returns false when the name is taken */
  addOrganisation(organisation: Organisation): boolean {
    const taken = [...this.#organisations.values()].some(({ name }) => name === organisation.name);
    if (!taken) this.#organisations.set(organisation.id, organisation);
    return !taken;
  }

  removeOrganisation(organisation: Organisation): void {
    for (const person of this.#people.values()) this.removeMember(organisation, person);
    this.#organisations.delete(organisation.id);
  }
}
