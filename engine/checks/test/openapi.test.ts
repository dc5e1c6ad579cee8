import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OperationPolicy } from '../../../policy/types.ts';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { Blocked } from '../../record/problem.ts';
import { documentedQuery } from '../openapi.ts';
import type { World } from '../world.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const read = policy.operations['competitors.read'] as OperationPolicy;

const worldWith = (json: unknown, openapi: string | undefined = '/openapi.json'): World =>
  ({
    policy: { ...policy, documents: openapi === undefined ? {} : { openapi } },
    clientOf: () =>
      Promise.resolve({
        send: () => Promise.resolve({ answer: { status: 200, json }, request: { method: 'GET', path: '/' } }),
      }),
  }) as unknown as World;

describe('parameters that the OpenAPI document tells', () => {
  const document = {
    paths: {
      '/api/v1/competitors/{id}': {
        parameters: [{ name: 'locale', in: 'query' }],
        get: { parameters: [{ $ref: '#/components/parameters/Fields' }, { name: 'id', in: 'path' }] },
        patch: { parameters: [{ name: 'dryRun', in: 'query' }] },
      },
    },
    components: { parameters: { Fields: { name: 'fields', in: 'query' } } },
  };
  it('are those of the query, of the path and of the method, whatever the id is called', async () =>
    assert.deepEqual(await documentedQuery(worldWith(document), read), ['locale', 'fields']));
  it('are none of an operation that it does not describe', async () =>
    assert.deepEqual(await documentedQuery(worldWith({ paths: {} }), read), []));
  it('are none where the policy names no document', async () =>
    assert.deepEqual(await documentedQuery({ policy: { documents: {} } } as unknown as World, read), []));
  it('block where there is no document', async () =>
    assert.rejects(documentedQuery(worldWith({}), read), Blocked));
});
