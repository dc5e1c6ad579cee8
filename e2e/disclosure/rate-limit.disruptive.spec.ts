/** Whoever else nobody in particular is has to wait meanwhile. */
import { plan, rateLimited, tagsOf, test } from '../fixtures/index.ts';

for (const group of plan.disclosure.rateLimit)
  test(group.title, tagsOf(group), ({ settle, world }) => settle(group, () => rateLimited(world)));
