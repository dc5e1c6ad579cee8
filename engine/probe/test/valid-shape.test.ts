import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OperationPolicy } from '../../../policy/types.ts';
import { validShape } from '../client.ts';

test('a file is sent under its name, whatever marks are in it', () => {
  const form = { field: 'file', fileName: 'a"b\\c.txt', contentType: 'text/plain', content: 'A probe.\n' };
  const { body } = validShape(
    { method: 'POST', path: '/files', form } as unknown as OperationPolicy,
    {},
    () => undefined,
  );
  assert.match(
    String(body),
    /; name="file"; filename="a\\"b\\\\c\.txt"\r\ncontent-type: text\/plain\r\n\r\nA probe\./,
  );
});
