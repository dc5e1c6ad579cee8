import {
  cookiesKeepToTheirHost,
  credentialsKeepToTheirHosts,
  nothingPlain,
  plan,
  refererTellsTheOriginAlone,
  restoredAcrossHosts,
  speaksToNamedOrigins,
  staysWithTls,
  tagsOf,
  test,
} from '../fixtures/index.ts';

test.describe('over TLS', () => {
  // One journey is enough for all of them; in parallel each worker would make its own.
  test.describe.configure({ mode: 'default' });

  for (const group of plan.overTls.cookies)
    test(group.title, tagsOf(group), ({ overTls, settle }) =>
      settle(group, (cell) => cookiesKeepToTheirHost(overTls, cell)),
    );

  for (const group of plan.overTls.hsts)
    test(group.title, tagsOf(group), ({ overTls, settle }) =>
      settle(group, (cell) => staysWithTls(overTls, cell)),
    );

  for (const group of plan.overTls.plain)
    test(group.title, tagsOf(group), ({ overTls, settle }) =>
      settle(group, (cell) => nothingPlain(overTls, cell)),
    );

  for (const group of plan.overTls.destinations)
    test(group.title, tagsOf(group), ({ overTls, settle }) =>
      settle(group, () => credentialsKeepToTheirHosts(overTls)),
    );

  for (const group of plan.overTls.referers)
    test(group.title, tagsOf(group), ({ overTls, settle }) =>
      settle(group, () => refererTellsTheOriginAlone(overTls)),
    );

  for (const group of plan.overTls.silent)
    test(group.title, tagsOf(group), ({ overTls, settle }) =>
      settle(group, () => restoredAcrossHosts(overTls)),
    );

  for (const group of plan.overTls.origins)
    test(group.title, tagsOf(group), ({ overTls, settle }) =>
      settle(group, () => speaksToNamedOrigins(overTls)),
    );
});
