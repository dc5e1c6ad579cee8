/** The fixed checks of the infrastructure gate. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { type Group, type IdentityCell, group, single } from './cells.ts';

export type SlotCell = Cell & { resource: string; tenant: string };

export function slots(policy: Policy): Group<SlotCell>[] {
  return Object.entries(policy.resources)
    .filter(([, resource]) => resource.owner !== 'platform')
    .flatMap(([resource]) =>
      group<SlotCell>(
        {
          title: `Every tenant has a resource of ${resource} to ask for`,
          gate: 'infrastructure',
          rule: 'run-incomplete',
          feature: 'positive controls',
        },
        Object.keys(policy.tenants).map((tenant) => ({
          id: `infrastructure/slot/${resource}/${tenant}`,
          title: `${tenant} has a resource of ${resource} that its owner reads`,
          resource,
          tenant,
        })),
      ),
    );
}

export function infrastructureChecks(policy: Policy, browsers: readonly string[]) {
  return {
    identities: Object.keys(policy.identities).flatMap((identity) =>
      group<IdentityCell>(
        {
          title: `${identity} has credentials and ends its sign-in as the policy states`,
          gate: 'infrastructure',
          rule: 'run-incomplete',
          feature: 'identities',
        },
        [
          {
            id: `infrastructure/identity/${identity}`,
            title: `${identity} has credentials and ends its sign-in as the policy states`,
            identity,
          },
        ],
      ),
    ),
    tenants: single(
      'infrastructure',
      'run-incomplete',
      'identities',
      'tenants',
      'There are two tenants at least to keep apart',
    ),
    nothingLeft: single(
      'infrastructure',
      'left-behind',
      'clean-up',
      'clean-up',
      'Everything that the run made is gone',
    ),
    canaries: single(
      'infrastructure',
      'run-incomplete',
      'positive controls',
      'canaries',
      'Every tenant has values that no other tenant has',
    ),
    openapi: policy.documents.openapi
      ? single(
          'infrastructure',
          'undescribed-request',
          'policy',
          'openapi',
          'The policy and the OpenAPI document describe the same operations',
        )
      : [],
    browsers: browsers.flatMap((browser) =>
      single(
        'infrastructure',
        'run-incomplete',
        'browsers',
        `browser/${browser}`,
        `The browser ${browser} runs`,
      ),
    ),
  };
}
