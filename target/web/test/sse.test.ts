import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventStreamParser } from '../src/api/sse.ts';

test('An event has its id, its type and its data', () => {
  const parser = new EventStreamParser();
  const events = parser.push('id: 7\nevent: alert\ndata: {"a":1}\n\n');
  assert.deepEqual(events, [{ id: '7', event: 'alert', data: '{"a":1}' }]);
  assert.equal(parser.lastEventId, '7');
});

test('The stream may be split anywhere, with any line ends', () => {
  const streams = ['\n', '\r\n', '\r'].map((end) =>
    ['id: 1', 'event: alert', 'data: one', 'data: two', '', 'data:three', '', ''].join(end),
  );
  for (const stream of streams) {
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const parser = new EventStreamParser();
      const events = [...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))];
      // A lone carriage return at the very end may be half of a line end, but it ends the line all the same.
      assert.deepEqual(
        events.map(({ event, data }) => [event, data]),
        [
          ['alert', 'one\ntwo'],
          ['message', 'three'],
        ],
        `${JSON.stringify(stream)} cut at ${cut}`,
      );
    }
  }
});

test('Comments, unknown fields and events without data bring nothing', () => {
  const parser = new EventStreamParser();
  assert.deepEqual(parser.push(': heartbeat\n\nretry: 10\nfoo\n\nevent: alert\n\n'), []);
  assert.deepEqual(parser.push('data\n\n'), [{ id: '', event: 'message', data: '' }]);
});

test('The id of an earlier connection is kept until a new one comes', () => {
  const parser = new EventStreamParser('41');
  assert.equal(parser.lastEventId, '41');
  parser.push('data: x\n\n');
  assert.equal(parser.lastEventId, '41');
  parser.push('id: 42\ndata: y\n\nid: bad\0id\n\n');
  assert.equal(parser.lastEventId, '42');
});

test('An event that is cut off is not given out', () => {
  assert.deepEqual(new EventStreamParser().push('id: 1\ndata: half'), []);
});
