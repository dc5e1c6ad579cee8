/** What a check works with: the policy, what was harvested, and a client for each identity. */
import { randomBytes } from 'node:crypto';
import type { OperationPolicy, Policy, ResourcePolicy, Tenancy } from '../../policy/types.ts';
import { ANONYMOUS, matrixIdentities, stewardOf } from '../plan/cells.ts';
import { withBody } from '../policy/bodies.ts';
import { parametersOf } from '../policy/references.ts';
import { addressedBy, resourceOf } from '../policy/resources.ts';
import { ApiClient, type Call, type Observer, validShape } from '../probe/client.ts';
import type { Harvest } from '../probe/harvest.ts';
import { type Found, findRows } from '../probe/lists.ts';
import type { Shape } from '../probe/malformations.ts';
import { type Binding, absentId } from '../probe/templates.ts';
import { type Variety, ofVariety, varied } from '../probe/variety.ts';
import { Blocked } from '../record/problem.ts';
import type { Tokens } from '../session/authorize.ts';
import type { Ledger } from '../session/ledger.ts';
import type { AuditSettings } from './database/audit.ts';
import { Workshop } from './workshop.ts';

/** How many rows of other kinds one of several who ask beside each other is given. */
const FURTHER_KINDS = 2;

/** In which of its forms an operation is called: by default in the usual one. */
export interface Form {
  /** The name of another body than the usual one. */
  body?: string | undefined;
  /** Values in that body by which what is made with it is of another kind. */
  variety?: Variety;
}

/** A 401 to somebody who may call nothing: of the person, or of a session that is over. */
export class Unproven extends Blocked {}

export class World {
  readonly policy: Policy;
  readonly harvest: Harvest;
  readonly apiUrl: string;
  /** Where the application's pages come from. */
  readonly appUrl: string;
  /** How tokens name the tenant in this deployment. */
  readonly tenancy: Tenancy;
  readonly emailOf: (identity: string) => string | undefined;
  /** The connection by which the database is inspected. */
  readonly audit: AuditSettings;
  /** Stands in everything that the run makes. */
  readonly mark: string;
  readonly workshop: Workshop;
  /** Signs an identity in through the login page, whatever session it has; its credentials are used by nobody else. */
  readonly signInAgain: (identity: string) => Promise<ApiClient>;
  /**
   * New tokens within the stored session of an identity, without any page; for another tenant of its own where one is
   * named. Throws Blocked when there are none.
   */
  readonly tokensOf: (identity: string, tenant?: string) => Promise<Tokens>;
  /** Notes secrets that the run came to know, for the search of the reports. */
  readonly remember: (secrets: readonly string[]) => void;
  readonly #lent = new Map<string, ApiClient>();
  readonly #clients: (identity: string) => Promise<ApiClient>;
  readonly #controls = new Map<string, Promise<Call>>();
  /** What is no tenant's is looked for when it is first asked for, with the one session that this needs. */
  readonly #ofUsers = new Map<string, Promise<Found[]>>();
  readonly #anonymous: ApiClient;

  constructor(parts: {
    policy: Policy;
    harvest: Harvest;
    apiUrl: string;
    appUrl: string;
    tenancy: Tenancy;
    clientOf: (identity: string) => Promise<ApiClient>;
    /** The e-mail address of an identity, where it has credentials. */
    emailOf: (identity: string) => string | undefined;
    signInAgain: (identity: string) => Promise<ApiClient>;
    tokensOf: (identity: string, tenant?: string) => Promise<Tokens>;
    remember: (secrets: readonly string[]) => void;
    audit: AuditSettings;
    mark: string;
    ledger: Ledger;
    /** Is told of what nobody in particular is answered. */
    observe?: Observer | undefined;
  }) {
    this.policy = parts.policy;
    this.harvest = parts.harvest;
    this.apiUrl = parts.apiUrl;
    this.appUrl = parts.appUrl;
    this.tenancy = parts.tenancy;
    this.emailOf = parts.emailOf;
    this.signInAgain = parts.signInAgain;
    this.tokensOf = parts.tokensOf;
    this.remember = parts.remember;
    this.audit = parts.audit;
    this.mark = parts.mark;
    this.workshop = new Workshop(this, parts.ledger);
    this.#clients = parts.clientOf;
    this.#anonymous = new ApiClient(parts.apiUrl, {}, parts.observe);
  }

  /** Has an identity use this client, whatever becomes of its session; undefined ends it. */
  lend(actor: string, client: ApiClient | undefined): void {
    if (client) this.#lent.set(actor, client);
    else this.#lent.delete(actor);
  }

  clientOf(actor: string): Promise<ApiClient> {
    const lent = this.#lent.get(actor);
    if (lent) return Promise.resolve(lent);
    return actor === ANONYMOUS ? Promise.resolve(this.#anonymous) : this.#clients(actor);
  }

  /** A client with an access token alone, whoever it was given to. */
  clientWith(accessToken: string): ApiClient {
    return new ApiClient(this.apiUrl, { authorization: `Bearer ${accessToken}` });
  }

  /** @param body the name of another body than the usual one */
  operation(name: string, body?: string): OperationPolicy {
    const operation = this.policy.operations[name];
    if (!operation) throw new Blocked(`the policy has no operation ${name}`);
    return withBody(operation, body);
  }

  /** The identity that stands for a tenant; the first of the policy for none. Throws Blocked when there is none. */
  steward(tenant: string | undefined): string {
    const chosen = tenant ?? Object.keys(this.policy.tenants)[0] ?? '';
    const steward = stewardOf(this.policy, chosen);
    if (!steward) throw new Blocked(`no identity of the policy stands for the tenant ${chosen}`);
    return steward;
  }

  #resourceOf(parameter: string): [string, ResourcePolicy] {
    const entry = resourceOf(this.policy, parameter);
    if (!entry) throw new Blocked(`no resource of the policy has the parameter ${parameter}`);
    return entry;
  }

  /** What was found of a resource: of the tenant, or, where it belongs to its user, of that identity. */
  async found(resource: string, tenant: string | undefined, identity: string): Promise<Found[]> {
    if (this.policy.resources[resource]?.owner === 'tenant') {
      return this.harvest.resources[resource]?.[tenant ?? Object.keys(this.policy.tenants)[0] ?? ''] ?? [];
    }
    const key = `${resource}/${identity}`;
    const known = this.#ofUsers.get(key) ?? this.#findOf(resource, identity);
    this.#ofUsers.set(key, known);
    return known;
  }

  /** What an identity has of its own; what the run makes meanwhile may be gone at any time, and is left out. */
  async #findOf(resource: string, identity: string): Promise<Found[]> {
    const found = await findRows(this.policy, await this.clientOf(identity), resource);
    return found.filter(({ row }) => !JSON.stringify(row).includes(this.mark));
  }

  /**
   * Ids for every parameter of an operation or page, of resources that the identity owns.
   *
   * @throws Blocked naming the slot that cannot be bound
   */
  async bind(path: string, tenant: string | undefined, identity: string): Promise<Binding> {
    const parameters = parametersOf(path);
    const last = parameters.at(-1);
    if (!last) return {};
    const [name, resource] = this.#resourceOf(last);
    const owner = resource.owner === 'platform' ? ((await this.#holderOf(name)) ?? identity) : identity;
    const [found] = await this.found(name, tenant, owner);
    if (!found)
      throw new Blocked(
        `no ${name} of ${tenant ?? owner} was found to ask for${this.#whyMissing(name, tenant)}`,
      );
    return found.binding;
  }

  /**
   * Ids of further rows of other kinds than the one that `bind` takes, of a resource of the tenant; none for a resource
   * that is its user's or the platform's. Whoever asks is given some of them, different ones from whoever asks beside.
   */
  async furtherKinds(path: string, tenant: string, asker: string): Promise<Binding[]> {
    const [name = '', resource] = addressedBy(this.policy, path) ?? [];
    if (resource?.owner !== 'tenant') return [];
    const found = await this.found(name, tenant, this.steward(tenant));
    const among = Object.values(this.harvest.resources[name] ?? {}).flat();
    const others = varied(found, ({ row }) => row, { among }).slice(1);
    const turn = Object.keys(this.policy.identities).indexOf(asker) % Math.max(1, others.length);
    return [...others.slice(turn), ...others.slice(0, turn)]
      .slice(0, FURTHER_KINDS)
      .map(({ binding }) => binding);
  }

  #whyMissing(resource: string, tenant: string | undefined): string {
    const reason = this.harvest.missing[`${resource}/${tenant ?? ''}`];
    return reason ? `: ${reason}` : '';
  }

  /** Of a platform's resource anybody's finding will do. */
  async #holderOf(resource: string): Promise<string | undefined> {
    const allowed = this.policy.operations[this.policy.resources[resource]?.list ?? '']?.roles ?? [];
    for (const { name, role } of matrixIdentities(this.policy))
      if (allowed.includes(role) && (await this.found(resource, undefined, name)).length > 0) return name;
    return undefined;
  }

  /** The same binding with the last id replaced by one that never existed. */
  absent(path: string, binding: Binding): Binding {
    const last = parametersOf(path).at(-1);
    if (!last) return binding;
    return { ...binding, [last]: absentId(this.#resourceOf(last)[1].absent) };
  }

  /** A binding in which no id ever existed. */
  allAbsent(path: string): Binding {
    return Object.fromEntries(
      parametersOf(path).map((parameter) => [parameter, absentId(this.#resourceOf(parameter)[1].absent)]),
    );
  }

  /**
   * A valid request of an operation with this binding, as an identity of that tenant would make it.
   *
   * @param instead values for placeholders of the body, in place of the tenant's own
   */
  shape(
    operation: OperationPolicy,
    binding: Binding,
    tenant: string | undefined,
    instead: Readonly<Record<string, string>> = {},
  ): Shape {
    const lookUp = (placeholder: string): string | undefined => {
      if (placeholder in instead) return instead[placeholder];
      if (placeholder === 'tenant') return tenant && this.policy.tenants[tenant]?.id;
      if (placeholder === 'unique') return `${this.mark}${randomBytes(4).toString('hex')}`;
      const resource = placeholder.startsWith('id:')
        ? this.policy.resources[placeholder.slice(3)]
        : undefined;
      return resource && tenant
        ? this.harvest.resources[placeholder.slice(3)]?.[tenant]?.[0]?.binding[resource.parameter]
        : undefined;
    };
    try {
      return validShape(operation, binding, lookUp);
    } catch (error) {
      throw new Blocked((error as Error).message);
    }
  }

  /** @param headers besides those of a valid request */
  async call(
    name: string,
    actor: string,
    binding: Binding,
    tenant: string | undefined,
    { headers = {}, body, variety = {} }: Form & { headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Call> {
    const operation = ofVariety(this.operation(name, body), variety);
    const client = await this.clientOf(actor);
    const shape = this.shape(operation, binding, tenant);
    return client.send(
      operation.method,
      { ...shape, headers: { ...shape.headers, ...headers } },
      { headOnly: operation.stream },
    );
  }

  /** One answer per operation, actor and binding; asked once per worker. For positive controls, which warm caches too. */
  control(name: string, actor: string, binding: Binding, tenant: string | undefined): Promise<Call> {
    const key = JSON.stringify([name, actor, binding]);
    const known = this.#controls.get(key) ?? this.call(name, actor, binding, tenant);
    this.#controls.set(key, known);
    return known;
  }

  /** The first operation by which an identity asks for what is its own, without an id. Throws Blocked where none is. */
  ownOperation(actor: string): string {
    const role = this.policy.identities[actor]?.role;
    const [name] =
      Object.entries(this.policy.operations).find(
        ([, { method, scope, roles, path }]) =>
          method === 'GET' && scope === 'own' && roles.includes(role ?? '') && !path.includes('{'),
      ) ?? [];
    if (!name)
      throw new Blocked(`the policy has no operation by which ${actor} could show that the session lives`);
    return name;
  }

  /**
   * Who the API takes an identity for, in its own words. Throws Blocked where the policy has no way to ask.
   *
   * @param as a client of the identity to ask with, in place of the one that it has
   */
  async whoIs(actor: string, as?: ApiClient): Promise<Call> {
    const name = this.ownOperation(actor);
    const tenant = this.policy.identities[actor]?.tenant;
    if (!as) return this.call(name, actor, {}, tenant);
    const operation = this.operation(name);
    return as.send(operation.method, this.shape(operation, {}, tenant));
  }

  /**
   * Makes sure that an identity's session lives, so that a denial means what it says.
   *
   * @throws Blocked when it does not; Unproven for whoever may call nothing
   */
  async assertAlive(actor: string): Promise<void> {
    const identity = this.policy.identities[actor];
    if (actor === ANONYMOUS || this.#lent.has(actor)) return;
    if (!identity?.role || identity.purpose === 'no-role' || identity.purpose === 'no-tenant')
      throw new Unproven(`nothing that ${actor} may call shows that its session lives`);
    const { answer, request } = await this.whoIs(actor);
    if (answer.status >= 300)
      throw new Blocked(`the session of ${actor} is dead: ${request.path} answered ${answer.status}`);
  }

  /** The victim's side of a cell: the ids it owns and every value that is its alone. */
  victimValues(tenant: string | undefined): string[] {
    return tenant ? (this.harvest.canaries[tenant] ?? []) : [];
  }

  /** All values of a tenant that occur nowhere else, for what is searched once; not its names, by which it is asked for. */
  everyValueOf(tenant: string): string[] {
    const names = new Set(this.harvest.names[tenant]);
    return (this.harvest.alone[tenant] ?? []).filter((value) => !names.has(value));
  }

  /** Values and names of every tenant but one. */
  valuesOfOthers(tenant: string): string[] {
    return [...Object.entries(this.harvest.names), ...Object.entries(this.harvest.canaries)].flatMap(
      ([name, values]) => (name === tenant ? [] : values),
    );
  }

  rolesOf(actor: string): string | undefined {
    return matrixIdentities(this.policy).find((identity) => identity.name === actor)?.role;
  }
}
