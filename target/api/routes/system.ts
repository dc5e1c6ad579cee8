/** What anybody may ask: whether the service lives, whether it can work, and what it offers. */
import { describeApi } from '../openapi.ts';
import type { Services } from '../services.ts';
import { forAnybody, type Operation } from './operation.ts';

const UP = { status: 'up' };
const DOWN = { status: 'down' };

export function systemOperations(services: Services, others: readonly Operation[]): Operation[] {
  const { database, platform, verifier } = services;

  const works = async (): Promise<boolean> => {
    const checks = [database, platform].map((one) =>
      one
        .transaction((tx) => tx.run('SELECT 1'))
        .then(
          () => true,
          () => false,
        ),
    );
    return (await Promise.all([...checks, verifier.reachable()])).every(Boolean);
  };

  const operations: Operation[] = [
    forAnybody({
      id: 'health',
      method: 'GET',
      path: '/health',
      summary: 'Whether the process lives',
      scope: 'public',
      success: 200,
      answer: 'Status',
      handler: async () => ({ body: UP }),
    }),
    forAnybody({
      id: 'ready',
      method: 'GET',
      path: '/ready',
      summary: 'Whether database and identity provider can be reached',
      scope: 'public',
      success: 200,
      answer: 'Status',
      handler: async () => ((await works()) ? { body: UP } : { status: 503, body: DOWN }),
    }),
    forAnybody({
      id: 'describe',
      method: 'GET',
      path: '/openapi.json',
      summary: 'This description',
      scope: 'public',
      success: 200,
      handler: async () => ({ body: description }),
    }),
  ];
  const description = describeApi([...others, ...operations], services.config);
  return operations;
}
