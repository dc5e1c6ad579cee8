/** The table of all operations. */
import type { Services } from '../services.ts';
import { competitorOperations } from './competitors.ts';
import { meOperations } from './me.ts';
import type { Operation } from './operation.ts';
import { systemOperations } from './system.ts';
import { trashOperations } from './trash.ts';

/** Every operation of the API, in the order of its description. */
export function operationsOf(services: Services): Operation[] {
  const operations = [
    ...meOperations(services),
    ...competitorOperations(services),
    ...trashOperations(services),
  ];
  return [...operations, ...systemOperations(services, operations)];
}
