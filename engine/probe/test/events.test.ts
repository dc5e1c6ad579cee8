import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsIn } from '../events.ts';

test('the data of each event is parsed, where it is JSON', () => {
  const text = 'retry: 2000\n: open\n\nid: 7\nevent: alert\ndata: {"id":"a"}\n\ndata:plain\n\n';
  assert.deepEqual(eventsIn(text), [{ id: 'a' }, 'plain']);
});

test('data of several lines is one, whatever ends the lines', () => {
  assert.deepEqual(eventsIn('data: {"id":\r\ndata: "a"}\r\n\r\ndata\r\rdata: 1\n\n'), [{ id: 'a' }, '', 1]);
});

test('an event that has not ended says nothing yet', () => {
  assert.deepEqual(eventsIn('data: 1\n\ndata: {"id":"a"}\n'), [1]);
  assert.deepEqual(eventsIn(''), []);
});
