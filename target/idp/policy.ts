/** When a person has to be asked something: who they are, which organisation, whether they consent. */
import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { SCOPES } from './clients.ts';
import type { Config } from './config.ts';
import { parseGrantId } from './claims.ts';
import type { Directory, Person } from './directory.ts';

/** Which organisation a login is for, or why that is open. */
export type Decision =
  | { kind: 'settled'; organisationId: string | undefined }
  | { kind: 'several' }
  | { kind: 'denied'; organisationId: string };

/** Consents that were given, for as long as the provider runs. */
export class Consents {
  readonly #given = new Set<string>();

  has(ctx: KoaContextWithOIDC): boolean {
    return this.#given.has(this.#key(ctx.oidc.session?.accountId, ctx.oidc.params ?? {}));
  }

  give(personId: string | undefined, params: Record<string, unknown>): void {
    this.#given.add(this.#key(personId, params));
  }

  #key(personId: string | undefined, params: Record<string, unknown>): string {
    return JSON.stringify([personId, params['client_id'], params['audience'], ...requestedScopes(params)]);
  }
}

/** The scopes of a request that are known here. */
export function requestedScopes(params: Record<string, unknown>): string[] {
  const { scope: requested } = params;
  return typeof requested === 'string' ? SCOPES.filter((scope) => requested.split(' ').includes(scope)) : [];
}

/** The organisation chosen last in this session, as its grants tell. */
function lastChosen(ctx: KoaContextWithOIDC): string | undefined {
  const { session, client } = ctx.oidc;
  const own = session?.grantIdFor(client?.clientId ?? '');
  const grantIds = [own, ...Object.values(session?.authorizations ?? {}).map(({ grantId }) => grantId)];
  return grantIds.flatMap((grantId) => (grantId ? (parseGrantId(grantId).organisationId ?? []) : []))[0];
}

/** The organisation asked for by the application, by name before the login, or on the picker. */
function requested(ctx: KoaContextWithOIDC): string | undefined {
  const value = ctx.oidc.params?.['organization'] ?? ctx.oidc.result?.['organization'];
  return typeof value === 'string' ? value : undefined;
}

export function decideOrganisation(
  config: Config,
  directory: Directory,
  person: Person,
  ctx: KoaContextWithOIDC,
): Decision {
  if (config.tenancy === 'claim') return { kind: 'settled', organisationId: undefined };
  const wanted = requested(ctx);
  if (wanted !== undefined) {
    const organisationId = directory.openOrganisation(wanted)?.id ?? wanted;
    const allowed = directory.isMember(person, organisationId);
    return { kind: allowed ? 'settled' : 'denied', organisationId };
  }
  const own = directory.organisationsOf(person).map(({ id }) => id);
  if (own.length < 2) return { kind: 'settled', organisationId: own[0] };
  const last = lastChosen(ctx);
  return last !== undefined && own.includes(last)
    ? { kind: 'settled', organisationId: last }
    : { kind: 'several' };
}

export function createPolicy(
  config: Config,
  directory: Directory,
  consents: Consents,
): interactionPolicy.DefaultPolicy {
  const { Check, Prompt, base } = interactionPolicy;
  const policy = base();
  policy.remove('consent');

  const login = policy.get('login');
  for (const check of login?.checks ?? []) check.description = 'Login required';
  login?.checks.add(
    new Check('account_unavailable', 'Login required', 'login_required', ({ oidc }) =>
      Boolean(oidc.session?.accountId && !oidc.account),
    ),
  );

  const organisation = new Check(
    'organization_open',
    'Organization selection required',
    'interaction_required',
    (ctx) => {
      const person = directory.person(ctx.oidc.session?.accountId ?? '');
      if (!person) return false;
      const decision = decideOrganisation(config, directory, person, ctx);
      if (decision.kind === 'denied') {
        throw new errors.AccessDenied(
          `user ${person.id} is not part of the ${decision.organisationId} organization`,
        );
      }
      return decision.kind === 'several';
    },
  );
  policy.add(new Prompt({ name: 'organization' }, organisation));

  const consent = new Check(
    'consent_missing',
    'Consent required',
    'consent_required',
    (ctx) => config.consent && !ctx.oidc.result?.consent && !consents.has(ctx),
  );
  policy.add(new Prompt({ name: 'consent', requestable: true }, consent));
  return policy;
}
