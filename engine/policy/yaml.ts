/** Reads YAML by a JSON Schema. Every mistake is told with line and column. */
import { readFileSync } from 'node:fs';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { type Document, LineCounter, isNode, parseDocument } from 'yaml';
import { UserFault } from '../fault.ts';
import { compileOwn } from '../schema.ts';
import type { Located } from './references.ts';

const MISTAKES_SHOWN = 20;

const compiled = new Map<string, ValidateFunction>();

/** The validator of a schema file; what has a default there is filled in. */
export function validatorOf(schema: URL): ValidateFunction {
  const known = compiled.get(schema.href);
  if (known) return known;
  const validate = compileOwn(JSON.parse(readFileSync(schema, 'utf8')) as object, { useDefaults: true });
  compiled.set(schema.href, validate);
  return validate;
}

function pathOf(error: ErrorObject): (string | number)[] {
  return error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function explain(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties')
    return `does not know "${String(params['additionalProperty'])}"`;
  if (error.keyword === 'required') return `needs "${String(params['missingProperty'])}"`;
  if (error.keyword === 'enum') return `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  if (error.keyword === 'propertyNames') return `has a bad name: "${String(params['propertyName'])}"`;
  return error.message ?? 'is not valid';
}

/** The position of a path in the document, or of its nearest ancestor that is written there. */
function position(document: Document, lines: LineCounter, path: (string | number)[]): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return `${line}:${col}`;
    }
  }
  return '1:1';
}

/** A text that is read, and how a mistake in it is told. */
export class Source {
  readonly raw: unknown;
  readonly #what: string;
  readonly #file: string;
  readonly #document: Document;
  readonly #lines = new LineCounter();

  /**
   * @param text YAML
   * @param file name for messages
   * @param what for messages: "policy"
   * @throws UserFault when it is no YAML
   */
  constructor(text: string, file: string, what: string) {
    this.#what = what;
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    this.raw = this.#document.toJS();
    if (this.#document.errors.length > 0)
      this.#refuse(
        this.#document.errors.map((error) => {
          const { line, col } = this.#lines.linePos(error.pos[0]);
          return `${file}:${line}:${col}: ${error.message}`;
        }),
      );
  }

  /** @throws UserFault that lists every mistake as `file:line:column: path: what is wrong` */
  validate(validate: ValidateFunction): void {
    if (validate(this.raw)) return;
    this.tell(
      (validate.errors ?? [])
        .filter((error) => !(error.keyword === 'pattern' && error.propertyName !== undefined))
        .map((error) => ({ path: pathOf(error), message: explain(error) })),
    );
  }

  /** @throws UserFault when there is a mistake */
  tell(mistakes: readonly Located[]): void {
    if (mistakes.length === 0) return;
    this.#refuse(
      mistakes.map(
        ({ path, message }) =>
          `${this.#file}:${position(this.#document, this.#lines, path)}: ${path.join('.') || `the ${this.#what}`} ${message}`,
      ),
    );
  }

  #refuse(mistakes: string[]): never {
    const shown = mistakes.slice(0, MISTAKES_SHOWN);
    const more = mistakes.length > shown.length ? [`… and ${mistakes.length - shown.length} more`] : [];
    throw new UserFault(
      `The ${this.#what} cannot be used:\n${[...shown, ...more].map((line) => `  ${line}`).join('\n')}\n(${this.#file})`,
    );
  }
}
