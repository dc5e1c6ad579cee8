/** Hands a download to the browser. */

function clickLink(href: string, fileName?: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.rel = 'noopener noreferrer';
  if (fileName !== undefined) link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Saves data that is already here. */
export function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  clickLink(url, fileName);
  // The browser has to have taken hold of the data before its address goes.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Follows a download link that the API signed.
 * @throws Error when the link does not lead to the API
 */
export function followDownload(url: string, apiUrl: string): void {
  if (new URL(url).origin !== new URL(apiUrl).origin) throw new Error('The download link leads elsewhere.');
  clickLink(url);
}
