import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { ROOT, SCHEMA } from '../config/settings.ts';
import { compileOwn } from '../schema.ts';

const own: Record<string, object> = {
  policy: JSON.parse(readFileSync(`${ROOT}/policy/policy.schema.json`, 'utf8')) as object,
  corpus: JSON.parse(readFileSync(`${ROOT}/policy/corpus.schema.json`, 'utf8')) as object,
  environment: SCHEMA,
};

for (const [name, schema] of Object.entries(own))
  test(`the schema of the ${name} is one, of keywords and formats that are known`, () => {
    const ajv = new Ajv({ strictSchema: true, strictTypes: false, strictRequired: false });
    formats.default(ajv);
    assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
    ajv.compile(schema);
  });

test('every mistake is found, and defaults are filled in where they are asked for', () => {
  const schema = {
    type: 'object',
    required: ['a'],
    properties: { b: { type: 'string', format: 'uri' }, c: { default: 3 } },
  };
  const validate = compileOwn(schema, { useDefaults: true });
  const value = { b: 'no address' };
  assert.equal(validate(value), false);
  assert.deepEqual(validate.errors?.map(({ keyword }) => keyword).sort(), ['format', 'required']);
  assert.deepEqual(value, { b: 'no address', c: 3 });
});
