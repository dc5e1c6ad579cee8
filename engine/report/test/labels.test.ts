import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RuntimeMessage } from 'allure-js-commons/sdk';
import { MessageTestRuntime, setGlobalTestRuntime } from 'allure-js-commons/sdk/runtime';
import { label } from '../labels.ts';

class Heard extends MessageTestRuntime {
  readonly messages: RuntimeMessage[] = [];
  override sendMessage(message: RuntimeMessage): Promise<void> {
    this.messages.push(message);
    return Promise.resolve();
  }
}

async function labelled(input: Parameters<typeof label>[0]) {
  const runtime = new Heard();
  setGlobalTestRuntime(runtime);
  await label(input);
  const data = runtime.messages.flatMap((message) => (message.type === 'metadata' ? [message.data] : []));
  return {
    labels: data.flatMap(({ labels = [] }) => labels.map(({ name, value }) => `${name}=${value}`)),
    links: data.flatMap(({ links = [] }) => links.map(({ name, url }) => [name, url])),
  };
}

it('labels a test with its gate, feature, severity and standards', async () => {
  const { labels, links } = await labelled({
    gate: 'session',
    feature: 'sign-in',
    severity: 'high',
    rules: ['sign-in-result', 'login-enumeration'],
  });
  assert.deepEqual(labels.slice(0, 3), ['epic=session', 'feature=sign-in', 'severity=critical']);
  for (const tag of ['CWE-287', 'WSTG-IDNT-01', 'ASVS-6.3.4', 'API2:2023'])
    assert.ok(labels.includes(`tag=${tag}`), tag);
  assert.equal(new Set(labels).size, labels.length, 'a standard of two rules is named once');
  assert.deepEqual(
    links.map(([name]) => `tag=${name}`),
    labels.slice(3),
  );
  assert.ok(
    links.every(([, url]) => /^https:\/\/(cwe\.mitre\.org|owasp\.org|github\.com\/OWASP)\//.test(url ?? '')),
  );
});

it('keeps the order of the four severities', async () => {
  const severities = ['critical', 'high', 'medium', 'low'] as const;
  const heard = [];
  for (const severity of severities) {
    heard.push(
      (await labelled({ gate: 'infrastructure', feature: 'run', severity, rules: ['run-incomplete'] }))
        .labels[2],
    );
  }
  assert.deepEqual(heard, ['severity=blocker', 'severity=critical', 'severity=normal', 'severity=minor']);
});
