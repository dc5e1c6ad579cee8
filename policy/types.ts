/** The shape of a policy file, as `policy.schema.json` describes it, after defaults were filled in. */

export type Tenancy = 'organization' | 'claim';
export type Expectation = 'signed-in' | 'no-access' | 'refused';
export type Purpose = 'matrix' | 'sign-in' | 'no-role' | 'no-tenant' | 'spare' | 'managed';

export interface TenantPolicy {
  id: string;
  organization: string;
  display: string;
}

export interface IdentityPolicy {
  tenant?: string;
  role?: string;
  /** Other tenants that the person belongs to. */
  also: string[];
  expect: Expectation;
  purpose: Purpose;
  /** The sign-in asks for a one-time code besides. */
  secondFactor?: boolean;
}

export interface PagePolicy {
  path: string;
  navigation?: string;
  heading?: string;
  roles: string[];
  /** Operations that the page has a form or control for. */
  controls: string[];
  /** Those of the controls that are shown, disabled, to roles that may open the page and not call the operation. */
  locked: string[];
  shows?: { operation: string; field: string };
}

export interface RolePolicy {
  scope: 'tenant' | 'platform';
  /** The name that people see. */
  display?: string;
  /** What tokens say that the role may do. */
  permissions?: string[];
}

export interface ResourcePolicy {
  list: string;
  /** JSON pointer to the items of a list answer. */
  items: string;
  id: string;
  parameter: string;
  parent?: string;
  /** Template of an id that never existed. */
  absent: string;
  owner: 'tenant' | 'user' | 'platform';
  /** Operations that make one; the answer of the first holds its id. Empty where none can be made. */
  make: string[];
  /** Operations that remove what was made without a trace. */
  remove: string[];
  /** What is made in the background is left alone until the value at the pointer is one of these. */
  settles?: { pointer: string; values: string[] };
  /** Fields that a role may not see. */
  hidden: Record<string, string[]>;
  /** Fields that a role may see, and not write. */
  readOnly: Record<string, string[]>;
  /** A log: rows are added by using the application, so no two answers need hold the same ones. */
  grows: boolean;
  /** The file that one holds. */
  file?: FilePolicy;
}

/** A file that people take away. */
export interface FilePolicy {
  /** The operation whose answer is the file, or holds a link to it. */
  operation: string;
  /** Where the file is a list of rows as comma-separated values: the resource whose rows it lists. */
  rows?: string;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A number of an answer, or a number for each group, or a ranking, that must follow from the rows of one tenant. */
export interface Figure {
  /** JSON pointer to the number; with `by`, to the object or the list of groups; of a ranking, to the ids. */
  pointer: string;
  /** A `rank` is a place among the rows, 1 to as many as there are; a `ranking` lists the rows that lead. */
  is: 'count' | 'average' | 'minimum' | 'maximum' | 'rank' | 'ranking';
  resource: string;
  /** The field that the figure is computed from, or that the ranking goes by, the highest first. */
  field?: string;
  /** The field by whose value the rows are grouped. */
  by?: string;
  /** Where the groups are a list: the field of an item that holds its number. */
  value?: string;
}

/** The ways in which a list can be asked for. */
export interface Listing {
  sort?: { parameter: string; values: string[] };
  filters: { parameter: string; field: string }[];
}

/** How lists come in pages: the parameters of the query, and a JSON pointer to the number of all rows. */
export interface Paging {
  page: string;
  size: string;
  total: string;
}

export interface OperationPolicy {
  method: Method;
  path: string;
  resource?: string;
  scope: 'own' | 'tenant' | 'platform' | 'public';
  roles: string[];
  noTenant: boolean;
  writes: boolean;
  body?: Record<string, unknown>;
  /** Other bodies by name: what else is asked for by it, in another kind or format. */
  bodies: Record<string, Record<string, unknown>>;
  form?: { field: string; fileName: string; contentType: string; content: string };
  query?: Record<string, string | number>;
  search?: { parameter: string; resource: string; field: string };
  listing?: Listing;
  stream: boolean;
  /** The resource of whose rows an event stream tells. */
  feeds?: string;
  /** JSON pointers to a link in the answer, which is good without a session, and to the time when it ends to be. */
  link?: { pointer: string; expires?: string };
  /** The resource is no longer there after a success. */
  consumes: boolean;
  /** True where `If-Match` guards against overwriting a newer version. */
  versioned: boolean;
  /** Id of the planned check that shows its success, where a request of the policy cannot. */
  provenBy?: string;
  figures: Figure[];
}

/** How the people of a tenant are managed. */
export interface PeoplePolicy {
  resource: string;
  /** The fields that hold the e-mail address and the role. */
  email: string;
  role: string;
  disable: string;
  enable: string;
  /** What `disable` ends: the account, which the identity provider then lets in no more, or the membership alone. */
  disables: 'account' | 'membership';
  /** The operation that gives a role. */
  assign: string;
  /** The operation that ends somebody's membership. */
  remove?: string;
  invite?: InvitePolicy;
}

/** The operations of the platform by which a tenant is closed to its people, and opened again. */
export interface ClosingPolicy {
  close: string;
  reopen: string;
}

/** How people are invited. */
export interface InvitePolicy {
  operation: string;
  /** The field of its body that names the invited address. */
  email: string;
  /** JSON pointer to the link in its answer, and the query parameter of the link that holds its token. */
  link: string;
  parameter: string;
  accept: string;
  /** The field of the body of `accept` that takes the token. */
  token: string;
}

/** What the checks of the browser go by; what is absent, the application does not have. */
export interface ClientPolicy {
  /** The operation by which a person of several tenants goes to another one. */
  switch?: string;
  /** The answer, and the JSON pointers into it, from which the interface takes what the person may do. */
  profile?: { operation: string; fields: string[]; role?: string; tenant?: string; permissions?: string };
  /** Scripts of the service workers that the application may have. */
  serviceWorkers: string[];
  /** Paths where a login comes back to the application, and where a logout leads. */
  callback: string;
  loggedOut: string;
  /** The path of a link that begins a login, and its parameter that says where to be led afterwards. */
  returnTo?: { path: string; parameter: string };
}

/** An exception, and why it is one. */
export interface Reasoned {
  /** With or without its schema. */
  name: string;
  reason: string;
}

export interface DatabasePolicy {
  tenantColumn: string;
  tenantSetting: string;
  tables: string[];
  /** Tables whose rows belong to people, with the column that holds whose a row is. */
  personTables: { name: string; person: string }[];
  /** Tables of the platform alone, from which the application's role gets nothing in whatever tenant. */
  platformTables: string[];
  /** What row policies may ask besides the tenant: whose request it is, or a way past them that is meant. */
  settings: (Reasoned & { names: 'person' | 'bypass' })[];
  people?: StoredPeople;
  /** Functions that run with the rights of their owner. */
  definerFunctions: Reasoned[];
  /** Tables without row level security that hold ids of tenants. */
  sharedTables: Reasoned[];
  /** How long an answer may take while the database does not answer, in seconds. */
  patienceSeconds: number;
  /** How soon everything must work again when it does. */
  recoverySeconds: number;
}

/** A table and its columns for a person's id, as the identity provider knows it, and for the role. */
export interface StoredRoles {
  table: string;
  person: string;
  role: string;
}

/** Where the database keeps who has which role; the platform's own people may be kept elsewhere, under a setting. */
export interface StoredPeople extends StoredRoles {
  platform?: StoredRoles & { setting?: string };
}

/** How far the checks may go that ask the identity provider for accounts. */
export interface EnumerationPolicy {
  /** Wrong passwords that one account may be sent in a run; below what locks it. */
  attempts: number;
  /** Whether a password reset may be asked for the test accounts, who are then sent a message. */
  reset: boolean;
}

/** How errors are answered. */
export interface ErrorPolicy {
  contentType: string;
  schema: Record<string, unknown>;
  denied: number[];
  /** By mistake: operations that answer it in another way than the rest, and may. */
  unlike?: Record<string, string[]>;
  /** How many requests nobody in particular may make before 429, by which the answer can be seen. */
  rateLimit?: { operation: string; requests: number };
}

export interface OutOfScope {
  check: string;
  reason: string;
  owner: string;
}

/** Where an entry of the corpus is put; `corpus.yaml` says what each means. */
export type CorpusPlace =
  | 'body'
  | 'form'
  | 'field'
  | 'text'
  | 'number'
  | 'instant'
  | 'address'
  | 'extra'
  | 'id'
  | 'search'
  | 'query'
  | 'page'
  | 'size'
  | 'header'
  | 'event';

/** A value that is sent as it stands, or what YAML cannot write. */
export type CorpusValue =
  | string
  | number
  | boolean
  | null
  | { repeat: string; times: number }
  | { base64: string }
  | { json: string }
  | { raw: string }
  | { deep: number };

export interface CorpusEntry {
  at: CorpusPlace;
  /** Of the header, or of the field more. */
  name?: string;
  values: CorpusValue[];
  /** Put into all fields at once. */
  together: boolean;
  contentType?: string;
  methods?: Method[];
  expect: 'refused' | 'either';
  /** Every operation must answer it in the same way. */
  alike: boolean;
}

/** What is sent to every operation that takes such input, as `corpus.schema.json` describes it. */
export interface Corpus {
  malformations: Record<string, CorpusEntry>;
  fragments: Record<string, string[]>;
  connections: Record<string, { text: string; expect: 'refused' | 'either' }>;
  files: Record<string, { holds: string }>;
}

export interface Policy {
  application: string;
  title: string;
  tenancy: Tenancy;
  claims: { roles?: string; tenant?: string; permissions?: string };
  tenants: Record<string, TenantPolicy>;
  roles: Record<string, RolePolicy>;
  identities: Record<string, IdentityPolicy>;
  pages: Record<string, PagePolicy>;
  shell: string[];
  paging: Paging;
  resources: Record<string, ResourcePolicy>;
  operations: Record<string, OperationPolicy>;
  people?: PeoplePolicy;
  closing?: ClosingPolicy;
  errors: ErrorPolicy;
  origins: string[];
  session: {
    grants: ('authorization_code' | 'refresh_token')[];
    /** Where the SDK keeps its tokens. */
    storage: 'memory' | 'localstorage';
    accessAfterLogoutSeconds: number;
    /** How long an open session may keep what was taken from its person: the account, a role, a membership. */
    accessAfterChangeSeconds: number;
    /** What a logout ends: the one session, or all of the person. */
    logoutEnds: 'session' | 'person';
    /** How long refresh tokens of the short-lived application live unused, and at most. */
    refreshLimits?: { idleSeconds: number; absoluteSeconds: number };
    logout?: string;
    /** Names of cookies that are meant for several hosts. */
    sharedCookies: string[];
  };
  client: ClientPolicy;
  enumeration?: EnumerationPolicy;
  documents: { openapi?: string; ready?: string };
  database?: DatabasePolicy;
  /** The file that the policy names, or the one that comes with the suite. */
  corpus: Corpus;
  outOfScope: OutOfScope[];
}
