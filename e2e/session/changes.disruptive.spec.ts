/** People who are changed while they are signed in; all is put back. */
import {
  ChangesOfPerson,
  allOf,
  openPagesClosed,
  personDesk,
  plan,
  silentAfterExpiry,
  tagsOf,
  test,
  tokenSource,
} from '../fixtures/index.ts';

const { changesOfPerson, expiredStreams } = plan;

// A stream is waited for while people are changed: none of them is who listens.
test(
  'What was taken is gone from what is open',
  tagsOf(...changesOfPerson, ...expiredStreams),
  ({ settle, settings, sessions, world }) => {
    const works: Promise<void>[] = [];
    // One change after the other, whatever the one before came to.
    for (const group of changesOfPerson)
      works.push(
        Promise.allSettled([...works]).then(() =>
          settle(group, (cell) =>
            new ChangesOfPerson(world, cell, personDesk(settings, sessions, cell.actor)).judge(),
          ),
        ),
      );
    for (const group of expiredStreams)
      works.push(
        settle(group, (cell) => silentAfterExpiry(world, cell, tokenSource(settings, sessions, cell.actor))),
      );
    return allOf(works);
  },
);

for (const group of plan.openPages)
  test(group.title, tagsOf(group), ({ settle, visitAs, world }) =>
    settle(group, (cell) => openPagesClosed(world, visitAs, cell)),
  );
