/** Removes everything that the run made, and looks whether it is gone. */
import type { Problem } from '../record/problem.ts';
import type { SessionStore } from '../session/store.ts';
import type { World } from './world.ts';

/** Clears up after a run that did not come to its end. Throws Blocked when what it left cannot be reached. */
export async function clearEarlier(store: SessionStore, world: World): Promise<void> {
  if (store.ledger.open().length > 0) await world.workshop.clear();
}

export async function nothingLeft(world: World): Promise<Problem[]> {
  return (await world.workshop.clear()).map(({ resource, identity, rows }) => ({
    expected: `no ${resource} of the run in what ${identity} lists`,
    seen: `${rows} with the mark of the run`,
  }));
}
