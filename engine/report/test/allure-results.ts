/** Writes Allure results as `allure-playwright` does, for the tests of this folder. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** So many results, the first of them failed with this message and an attachment. */
export function writeAllureResults(
  dir: string,
  number: number,
  message: string,
  attachment = 'evidence',
): void {
  mkdirSync(dir, { recursive: true });
  const source = `${randomUUID()}-attachment.txt`;
  writeFileSync(join(dir, source), attachment);
  const start = Date.UTC(2026, 2, 2, 6);
  for (let index = 0; index < number; index += 1) {
    const failed = index === 0;
    const result = {
      uuid: randomUUID(),
      historyId: `history-${index}`,
      testCaseId: `case-${index}`,
      fullName: `e2e/isolation/read.spec.ts#${index}`,
      name: `A viewer of Cinema cannot read competitor ${index} of Hotel`,
      status: failed ? 'failed' : 'passed',
      statusDetails: failed ? { message, trace: `Error: ${message}` } : {},
      stage: 'finished',
      start: start + index * 10,
      stop: start + index * 10 + 8,
      steps: [],
      parameters: [],
      attachments: failed ? [{ name: 'evidence', type: 'text/plain', source }] : [],
      labels: [
        { name: 'epic', value: 'isolation' },
        { name: 'feature', value: 'competitors' },
        { name: 'severity', value: 'critical' },
        { name: 'host', value: 'build-machine-7' },
      ],
      links: [{ name: 'CWE-639', url: 'https://cwe.mitre.org/data/definitions/639.html', type: 'standard' }],
    };
    writeFileSync(join(dir, `${result.uuid}-result.json`), JSON.stringify(result));
  }
}
