/** What anybody gets of the application without a sign-in holds nothing of a tenant. */
import { type KnownOfTenant, toldToAnybody } from '../oracle/public-data.ts';
import { ANONYMOUS } from '../plan/cells.ts';
import type { TenantOfPublic } from '../plan/public-data.ts';
import { parametersOf } from '../policy/references.ts';
import { logsOf } from '../policy/resources.ts';
import { canariesOf } from '../probe/canaries.ts';
import { publicFiles } from '../probe/public-texts.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

export class PublicData {
  readonly #world: World;
  readonly #appUrl: string;
  #files: Promise<Map<string, string>> | undefined;
  #known: Record<string, KnownOfTenant> | undefined;

  constructor(world: World, appUrl: string) {
    this.#world = world;
    this.#appUrl = appUrl;
  }

  /** Throws Blocked when there is no file to look at but one, or nothing is known of the tenant. */
  async judge({ tenant }: TenantOfPublic): Promise<Problem[]> {
    this.#files ??= this.#read();
    const files = await this.#files;
    const tenants = (this.#known ??= this.#knownOfAll());
    if ((tenants[tenant]?.values.length ?? 0) === 0)
      throw new Blocked(`no value is known that is only ${tenant}'s: that none is found would prove nothing`);
    return toldToAnybody(files, tenants, tenant).map(({ path, values }) => ({
      request: { method: 'GET', path },
      expected: `a public file without anything of ${tenant}`,
      seen: values.map((value) => JSON.stringify(value)).join(', '),
    }));
  }

  async #read(): Promise<Map<string, string>> {
    const files = await publicFiles(this.#appUrl);
    if (files.size < 2) throw new Blocked('the page of the application leads to no script or style');
    return new Map([
      ...[...files].map(([path, { text }]) => [path, text] as const),
      ...(await this.#answers()),
    ]);
  }

  /** What the API answers to anybody: its own description, among other things. */
  async #answers(): Promise<(readonly [path: string, text: string])[]> {
    const open = Object.entries(this.#world.policy.operations).filter(
      ([, { scope, method, path }]) =>
        scope === 'public' && method === 'GET' && parametersOf(path).length === 0,
    );
    return Promise.all(
      open.map(async ([name, { path }]) => {
        const { answer } = await this.#world.call(name, ANONYMOUS, {}, undefined);
        return [path, answer.text] as const;
      }),
    );
  }

  /** Taken from the rows, since the canaries are without whatever is public. */
  #knownOfAll(): Record<string, KnownOfTenant> {
    const { policy, harvest } = this.#world;
    const logs = logsOf(policy).map(([name]) => name);
    const lists = Object.fromEntries(
      Object.entries(harvest.resources)
        .filter(([name]) => !logs.includes(name))
        .map(([name, byTenant]) => [
          name,
          Object.fromEntries(
            Object.entries(byTenant).map(([tenant, found]) => [tenant, found.map(({ row }) => row)]),
          ),
        ]),
    );
    const values = canariesOf(lists);
    return Object.fromEntries(
      Object.entries(policy.tenants).map(([tenant, { id }]) => [
        tenant,
        { id, values: values[tenant] ?? [] },
      ]),
    );
  }
}
