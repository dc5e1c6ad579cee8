/** Somebody is invited, joins a tenant and leaves it again: nothing else may go on meanwhile. */
import { AcceptedInvitation, plan, policy, shownOnce, tagsOf, test } from '../fixtures/index.ts';

const { acceptedInvitation, markupInInvitation, openedInvitation } = plan;

test(
  'Whoever accepts an invitation is shown the name of the tenant as a text, and keeps nothing of the link',
  tagsOf(...openedInvitation, ...markupInInvitation, ...acceptedInvitation),
  async ({ expectedFindings, settle, visitAs, world }) => {
    const subject = policy.people?.invite?.accept ?? '';
    const answer = { sensor: 'canary', channel: 'response', subject } as const;
    // It is the test's own, and may name the tenant that was joined.
    expectedFindings.push({ ...answer, replaced: true }, { ...answer, optional: true });
    const accepted = new AcceptedInvitation(world, visitAs);
    for (const group of openedInvitation) await settle(group, (cell) => accepted.unasked(cell));
    for (const group of markupInInvitation) await settle(group, (cell) => accepted.markup(cell));
    for (const group of acceptedInvitation) await settle(group, (cell) => accepted.nothingKept(cell));
  },
);

for (const group of plan.shownOnce)
  test(group.title, tagsOf(group), ({ settle, visitAs, world }) =>
    settle(group, (cell) => shownOnce(world, visitAs, cell)),
  );
