import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canariesOf } from '../harvest.ts';

test('a canary occurs in one tenant only, also as part of a longer text', () => {
  const canaries = canariesOf({
    hotel: [{ name: 'Zephyrine Palace', common: 'Northgate', note: 'Riverside Inn' }],
    cinema: [{ name: 'Quillory Screens', common: 'Northgate Plaza', note: 'at the Riverside Inn corner' }],
  });
  assert.deepEqual(canaries, {
    hotel: ['Zephyrine Palace'],
    cinema: ['Quillory Screens', 'Northgate Plaza', 'at the Riverside Inn corner'],
  });
});

test('numbers, dates, ids and short words are no canaries', () => {
  const canaries = canariesOf({
    hotel: [
      {
        a: '12345678.90',
        b: '2026-01-02T03:04:05Z',
        c: '2026-01-02',
        d: 'short',
        e: '5f0c1a0e-1111-4222-8333-444455556666',
      },
    ],
    cinema: [],
  });
  assert.deepEqual(canaries['hotel'], []);
});

test('a value with quotes is compared as JSON writes it', () => {
  const canaries = canariesOf({ hotel: [{ name: 'The "Old" Mill' }], cinema: [{ name: 'The "Old" Mill' }] });
  assert.deepEqual(canaries, { hotel: [], cinema: [] });
});

test('a value that anybody gets is no canary', () => {
  const canaries = canariesOf({ hotel: [{ zone: 'Europe/Zurich', name: 'Zephyrine Palace' }], cinema: [] }, [
    'zones=["Europe/Zurich"]',
  ]);
  assert.deepEqual(canaries['hotel'], ['Zephyrine Palace']);
});
