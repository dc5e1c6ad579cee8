/**
 * The settings file `.env`, read without any package: the set-up needs it before there are any.
 *
 * Understands `KEY=VALUE` lines, an `export` in front, comments, and values in single, double or back quotes, which
 * may span lines. What the environment itself sets wins.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const LINE = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*('[^']*'|"(?:\\"|[^"])*"|`[^`]*`|[^#\r\n]*)/gm;

/**
 * @param {string} text contents of a `.env` file
 * @returns {Record<string, string>}
 */
export function parseEnv(text) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [, key = '', raw = ''] of text.replaceAll('\r\n', '\n').matchAll(LINE)) {
    const value = raw.trim();
    const quote = value[0];
    if (value.length > 1 && quote === value.at(-1) && (quote === '"' || quote === "'" || quote === '`')) {
      const inner = value.slice(1, -1);
      values[key] = quote === '"' ? inner.replaceAll('\\n', '\n').replaceAll('\\"', '"') : inner;
    } else values[key] = value;
  }
  return values;
}

/**
 * The environment over `.env`. A variable set to nothing counts as not set, as continuous integration passes secrets
 * that do not exist.
 *
 * @param {string} root the directory with `.env`
 * @param {Record<string, string | undefined>} [environment]
 * @returns {Record<string, string>}
 */
export function readEnv(root, environment = process.env) {
  const file = path.join(root, '.env');
  const merged = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  for (const [key, value] of Object.entries(environment)) if (value) merged[key] = value;
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}
