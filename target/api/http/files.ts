/** Files that people send and take away: what they may be, and what they may be called. */
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';

export interface Upload {
  fileName: string;
  contentType: string;
  content: Buffer;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function isText(content: Buffer): boolean {
  if (content.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

/** The types that are taken, each with what its content must look like. */
const TYPES: Readonly<Record<string, (content: Buffer) => boolean>> = {
  'text/plain': isText,
  'text/csv': isText,
  'application/pdf': (content) => content.subarray(0, 5).toString('latin1') === '%PDF-',
  'image/png': (content) => content.subarray(0, 8).equals(PNG),
};

/** The last part of a path, without what means something to a shell, a header or a file system. */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const safe = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"'`<>|:*?;%$&]/gu, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 100);
  return safe === '' ? 'file' : safe;
}

/** A Content-Disposition that makes a browser save and never show (RFC 6266). */
export function attachmentHeader(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Headers of every answer whose body came from somebody's file. */
export function fileHeaders(fileName: string, contentType: string): Record<string, string> {
  return {
    'content-type': contentType.startsWith('text/') ? `${contentType}; charset=utf-8` : contentType,
    'content-disposition': attachmentHeader(fileName),
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  };
}

/**
 * Reads the one file of a multipart request.
 *
 * @throws Problem `unsupported_media_type` when the request is no multipart, the type is not taken, or the content
 *   is not what it says; `payload_too_large`; `validation_failed` for anything but one field called `file`
 */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) throw new Problem('unsupported_media_type');
  let upload: Upload | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type !== 'file' || part.fieldname !== 'file' || upload) throw new Problem('validation_failed');
      const content = await part.toBuffer();
      upload = { fileName: safeFileName(part.filename), contentType: part.mimetype.toLowerCase(), content };
    }
  } catch (error) {
    if ((error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE')
      throw new Problem('payload_too_large');
    // The parser's own complaints about a body that ends too early and the like carry no status.
    throw new Problem('validation_failed');
  }
  if (!upload || upload.content.length === 0) throw new Problem('validation_failed');
  const fits = Object.hasOwn(TYPES, upload.contentType) ? TYPES[upload.contentType] : undefined;
  if (!fits?.(upload.content)) throw new Problem('unsupported_media_type');
  return upload;
}
