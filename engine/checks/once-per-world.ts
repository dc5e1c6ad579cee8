/** What the checks of a worker share: made when it is first asked for, and by nobody twice. */
import type { World } from './world.ts';

/** Makes a value for each key of a world; whoever asks again, also while it is being made, is given the same. */
export function oncePerWorld<T>(): (world: World, key: string, make: () => Promise<T>) => Promise<T> {
  const worlds = new WeakMap<World, Map<string, Promise<T>>>();
  return (world, key, make) => {
    const known = worlds.get(world) ?? new Map<string, Promise<T>>();
    worlds.set(world, known);
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
  };
}
