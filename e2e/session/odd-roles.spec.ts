import { OddClaims, plan, signingKey, tagsOf, test } from '../fixtures/index.ts';

test.describe('odd roles in tokens', () => {
  for (const group of plan.oddClaims)
    test(group.title, tagsOf(group), ({ settle, settings, world }) => {
      const odd = new OddClaims(world, () => signingKey(settings.tokenSigningKeyFile));
      return settle(group, (cell) => odd.judge(cell));
    });
});
