import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { CODE_PERIOD_MS, oneTimeCode, unusedCode, wrongCode } from '../one-time-code.ts';

/** The key of RFC 6238, appendix B, in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('codes are those of RFC 6238, for the moment that is asked for', () => {
  const vectors: [seconds: number, code: string][] = [
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [2000000000, '279037'],
  ];
  for (const [seconds, code] of vectors) assert.equal(oneTimeCode(SECRET, seconds * 1000), code);
  assert.equal(oneTimeCode(SECRET, 59_999), oneTimeCode(SECRET, 30_000));
});

test('a wrong code has six digits and is right at no moment near', () => {
  const at = 1_234_567_890_000;
  const near = [-2, -1, 0, 1, 2].map((periods) => oneTimeCode(SECRET, at + periods * CODE_PERIOD_MS));
  for (let count = 0; count < 200; count += 1) {
    const code = wrongCode(SECRET, at);
    assert.match(code, /^\d{6}$/);
    assert.ok(!near.includes(code));
  }
});

test('a code that is taken is waited over, and each is that of its own period', async () => {
  const at = 1_111_111_109_000;
  mock.timers.enable({ apis: ['Date'], now: at });
  try {
    const period = Math.floor(at / CODE_PERIOD_MS);
    assert.equal(await unusedCode(SECRET, () => true), oneTimeCode(SECRET, at));
    const asked: number[] = [];
    const claim = (each: number): boolean => {
      asked.push(each);
      // What is left of the period is waited for by the clock of the machine.
      mock.timers.setTime((period + 1) * CODE_PERIOD_MS - (asked.length === 1 ? 5 : 0));
      return asked.length > 2;
    };
    assert.equal(await unusedCode(SECRET, claim), oneTimeCode(SECRET, at + CODE_PERIOD_MS));
    assert.deepEqual(asked, [period, period, period + 1]);
  } finally {
    mock.timers.reset();
  }
});
