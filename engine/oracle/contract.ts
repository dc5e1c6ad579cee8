/** Judges whether an error keeps to the error contract of the policy. */
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Policy } from '../../policy/types.ts';
import type { Answer } from '../probe/transport.ts';

const compiled = new WeakMap<object, ValidateFunction>();

function validatorOf(schema: Record<string, unknown>): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** What breaks the contract, in words; an empty list when the answer keeps to it. Only for answers of 400 and above. */
export function contractBreaches(answer: Answer, method: string, errors: Policy['errors']): string[] {
  if (method === 'HEAD') return [];
  const type = (answer.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const breaches =
    type === errors.contentType.toLowerCase()
      ? []
      : [`content type ${type || 'missing'} instead of ${errors.contentType}`];
  const validate = validatorOf(errors.schema);
  if (!validate(answer.json)) {
    for (const error of validate.errors ?? []) {
      const extra = (error.params as { additionalProperty?: string }).additionalProperty;
      breaches.push(
        `${error.instancePath || 'the body'} ${error.message ?? 'is not valid'}${extra ? ` (${extra})` : ''}`,
      );
    }
  }
  const stated = (answer.json as { status?: unknown } | undefined)?.status;
  if (typeof stated === 'number' && stated !== answer.status)
    breaches.push(`the body says ${stated}, the status line ${answer.status}`);
  return breaches;
}
