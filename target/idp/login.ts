/** The routes of the hosted pages: which page is due, what was submitted, and where that leads. */
import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type Koa from 'koa';
import type Provider from 'oidc-provider';
import type { Interaction, InteractionResults, KoaContextWithOIDC } from 'oidc-provider';
import type { Config } from './config.ts';
import { type Context, PageError, readForm, sendPage, SESSION_LOST } from './http.ts';
import type { Html } from './pages/html.ts';
import { type Problem, STYLESHEET } from './pages/layout.ts';
import { createSteps, type Outcome, type Step, type StepParts } from './steps.ts';
import type { Transaction, Transactions } from './transactions.ts';

const STYLE = readFileSync(new URL('pages/style.css', import.meta.url));
const RESET = '/u/reset-password/request/Username-Password-Authentication';

export interface LoginParts extends StepParts {
  config: Config;
  transactions: Transactions;
}

/** The pages that may be shown now; the last of them is due. */
function openPages(config: Config, transaction: Transaction): string[] {
  if (transaction.prompt === 'organization') return ['/u/organization/picker'];
  if (transaction.prompt === 'consent') return ['/u/consent'];
  if (transaction.asksOrganisation) return ['/u/organization'];
  const pages = config.login === 'combined' ? ['/u/login'] : ['/u/login/identifier'];
  if (transaction.identified) pages.push('/u/login/password');
  if (transaction.personId !== undefined) pages.push('/u/mfa-otp-challenge');
  return pages;
}

function addressOf(config: Config, transaction: Transaction): string {
  return `${openPages(config, transaction).at(-1)}?state=${encodeURIComponent(transaction.id)}`;
}

/** Begins a login and says where the browser has to go. */
export function createInteractionUrl({ config, transactions }: Pick<LoginParts, 'config' | 'transactions'>) {
  return (ctx: KoaContextWithOIDC, interaction: Interaction): string =>
    addressOf(config, transactions.begin(ctx, interaction));
}

function equal(given: string | null, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function createLoginRoutes(parts: LoginParts, provider: Provider): Koa.Middleware {
  const { config, transactions } = parts;
  const steps = createSteps(parts);

  const show = (ctx: Context, page: Html, problem?: Problem): void =>
    sendPage(ctx, config, page, problem ? 400 : 200);

  async function interactionOf(transaction: Transaction): Promise<Interaction> {
    const interaction = await provider.Interaction.find(transaction.id);
    if (!interaction) throw new PageError(400, SESSION_LOST);
    return interaction;
  }

  /** Ends the pages with a result and sends the browser back to the authorization request. */
  async function finish(ctx: Context, transaction: Transaction, result: InteractionResults): Promise<void> {
    const interaction = await interactionOf(transaction);
    if (!transactions.finish(transaction)) throw new PageError(400, SESSION_LOST);
    if (result.login) {
      // Whoever signs in gets a session of their own: the one before, theirs or a stranger's, ends here.
      await (await provider.Session.get(ctx)).destroy();
      delete (interaction as Partial<Interaction>).session;
    }
    interaction.result = 'error' in result ? result : { ...interaction.lastSubmission, ...result };
    await interaction.persist();
    ctx.status = 303;
    ctx.redirect(interaction.returnTo);
  }

  async function submit(ctx: Context, step: Step, transaction: Transaction): Promise<void> {
    const form = await readForm(ctx);
    const origin = ctx.get('Origin');
    if (!form || (origin !== '' && origin !== config.url) || !equal(form.get('_csrf'), transaction.csrf)) {
      throw new PageError(403, SESSION_LOST);
    }
    const interaction = await interactionOf(transaction);
    const outcome: Outcome = await step.submit({ ctx, transaction, interaction, form });
    if ('finish' in outcome) {
      await finish(ctx, transaction, outcome.finish);
    } else if ('page' in outcome) {
      show(ctx, outcome.page);
    } else if ('problem' in outcome) {
      show(ctx, step.view({ transaction, interaction, problem: outcome.problem, form }), outcome.problem);
    } else {
      ctx.status = 303;
      ctx.redirect(addressOf(config, transaction));
    }
  }

  return async (ctx, next) => {
    if (ctx.path === STYLESHEET && ctx.method === 'GET') {
      ctx.set('Cache-Control', 'public, max-age=3600');
      ctx.type = 'css';
      ctx.body = STYLE;
      return;
    }
    const step = steps.get(ctx.path);
    if (!step) {
      await next();
      return;
    }
    if (!['GET', 'HEAD', 'POST'].includes(ctx.method)) {
      ctx.set('Allow', 'GET, HEAD, POST');
      ctx.status = 405;
      return;
    }
    const { state } = ctx.query;
    const transaction = transactions.find(ctx, typeof state === 'string' ? state : undefined);
    if (!transaction) throw new PageError(400, SESSION_LOST);
    const open =
      ctx.path === RESET ? transaction.prompt === 'login' : openPages(config, transaction).includes(ctx.path);
    if (!open) {
      ctx.status = 303;
      ctx.redirect(addressOf(config, transaction));
    } else if (ctx.method === 'POST') {
      await submit(ctx, step, transaction);
    } else {
      show(ctx, step.view({ transaction, interaction: await interactionOf(transaction) }));
    }
  };
}
