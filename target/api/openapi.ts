/** The description of the API (OpenAPI 3.1), made from the same table that routes and guards it. */
import type { Config } from './config.ts';
import { PROBLEM_CODES } from './errors.ts';
import { parameterNames, parameterSchema } from './http/parameters.ts';
import type { Schema } from './http/schema.ts';
import { ANSWERS } from './openapi-answers.ts';
import type { Operation } from './routes/operation.ts';

type Json = Record<string, unknown>;

const PROBLEM: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'title', 'status', 'code', 'correlationId'],
  properties: {
    type: { const: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: PROBLEM_CODES },
    correlationId: { type: 'string', format: 'uuid' },
  },
};

function parameters({ path, query = {}, requiredQuery = [] }: Operation): Json[] {
  return [
    ...parameterNames(path).map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: parameterSchema(name),
    })),
    ...Object.entries(query).map(([name, schema]) => ({
      name,
      in: 'query',
      required: requiredQuery.includes(name),
      schema,
    })),
  ];
}

function requestBody({ body, upload }: Operation): Json {
  if (upload) {
    const file = { type: 'string', contentMediaType: 'application/octet-stream' };
    const schema = { type: 'object', required: ['file'], properties: { file } };
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
  }
  return body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {};
}

function responses({ success, answer }: Operation): Json {
  const content = answer
    ? { 'application/json': { schema: { $ref: `#/components/schemas/${answer}` } } }
    : undefined;
  return {
    [success]: { description: 'Success', ...(content ? { content } : {}) },
    default: { $ref: '#/components/responses/Problem' },
  };
}

function describe(operation: Operation): Json {
  const { id, path, summary, access, scope, writes } = operation;
  return {
    operationId: id,
    tags: [path.replace('/api/v1/', '').split('/')[0]],
    summary,
    parameters: parameters(operation),
    ...requestBody(operation),
    responses: responses(operation),
    security: access === 'public' ? [] : [{ bearer: [] }],
    'x-roles': typeof access === 'string' ? [access] : access,
    'x-scope': scope,
    'x-writes': writes,
  };
}

/** The whole document, ready to be sent. */
export function describeApi(operations: readonly Operation[], config: Config): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'MarketEdge API', version: '1' },
    servers: [{ url: config.apiUrl }],
    paths,
    components: {
      schemas: { Problem: PROBLEM, ...ANSWERS },
      responses: {
        Problem: {
          description: 'Refusal or failure',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
