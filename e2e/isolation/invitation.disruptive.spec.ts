/** Somebody joins a tenant and leaves it again: nothing else may go on meanwhile. */
import { invitationMarkup, plan, policy, tagsOf, test } from '../fixtures/index.ts';

test.describe('invitations', () => {
  for (const group of plan.markupInInvitation)
    test(group.title, tagsOf(group), ({ expectedFindings, settle, visitAs, world }) => {
      // The answer is the test's own.
      expectedFindings.push({
        sensor: 'canary',
        channel: 'response',
        subject: policy.people?.invite?.accept ?? '',
        replaced: true,
      });
      return settle(group, (cell) => invitationMarkup(world, visitAs, cell));
    });
});
