/** Validators of the suite's own schemas, which a test holds against JSON Schema itself. */
import { Ajv, type Options, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/**
 * Compiles a schema for the few values that one process reads: quick to make rather than quick to run, which every process
 * of a run pays, and without looking for mistakes in the schema.
 */
export function compileOwn(schema: object, options: Options = {}): ValidateFunction {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    validateSchema: false,
    code: { optimize: false },
    ...options,
  });
  formats.default(ajv);
  return ajv.compile(schema);
}
