import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { amongThese, toldApart, toldByAttempts } from '../strangers.ts';

const seen = (
  email: string,
  state: string,
  change: { text?: string; status?: number; headers?: object } = {},
) => ({
  when: 'the answer',
  email,
  own: [state],
  answer: {
    status: change.status ?? 400,
    headers: {
      'content-type': 'text/html',
      'set-cookie': `did=${state}; path=/; expires=Mon, 02 Mar 2026 06:00:00 GMT; httponly, sid=${state}9; path=/`,
      'content-security-policy': `script-src 'nonce-${state}abcdefgh'`,
      ...change.headers,
    },
    text: change.text ?? `<input value="${email}"><a href="?state=${state}">Wrong email or password</a>`,
    json: undefined,
  },
});
const known = seen('ann@hotel.example', 'stateAAAA');
const apart = (change: object) => toldApart([known], [seen('nobody-1@hotel.example', 'stateBBBB', change)]);

it('finds nothing where answers differ only in what each login has of its own', () => {
  assert.deepEqual(apart({}), []);
});

it('tells every other difference', () => {
  assert.equal(apart({ status: 404 }).length, 1);
  assert.equal(apart({ text: '<p>No such user</p>' }).length, 1);
  assert.equal(apart({ headers: { location: '/u/mfa' } }).length, 1);
  assert.equal(apart({ headers: { 'set-cookie': 'did=x; path=/; httponly' } }).length, 1);
  assert.equal(apart({ headers: { 'x-user': 'known' } }).length, 1);
});

it('tells a difference that comes later, and says when', () => {
  const nobody = seen('nobody-1@hotel.example', 'stateBBBB');
  const filledIn = { ...known, when: 'the login after it' };
  const empty = { ...seen('nobody-1@hotel.example', 'stateBBBB', { text: '<input>' }), when: filledIn.when };
  const [told, ...more] = toldApart([known, filledIn], [nobody, empty]);
  assert.match(told ?? '', /^the login after it: /);
  assert.deepEqual(more, []);
  assert.equal(toldApart([known, filledIn], [nobody]).length, 1);
});

describe('an address that is typed in another way than it is registered', () => {
  const shown = (typed: string, state: string, how: (email: string) => string) =>
    seen(typed, state, { text: `<input value="${how(typed)}">` });
  const told = ([ann, nobody]: readonly [string, string], how: (email: string) => string, known = how) =>
    toldApart([shown(ann, 'stateAAAA', known)], [shown(nobody, 'stateBBBB', how)]);
  const CAPITALS = ['ANN@HOTEL.EXAMPLE', 'NOBODY-1@HOTEL.EXAMPLE'] as const;
  const BLANKS = [' ann@hotel.example ', ' nobody-1@hotel.example '] as const;
  const asTyped = (email: string): string => email;

  it('may be shown in any one way, for everybody', () => {
    for (const pair of [CAPITALS, BLANKS])
      for (const how of [
        asTyped,
        (email: string) => email.trim(),
        (email: string) => email.trim().toLowerCase(),
        (email: string) => encodeURIComponent(email),
      ])
        assert.deepEqual(told(pair, how), []);
  });

  it('is told by being shown as it is registered', () => {
    for (const pair of [CAPITALS, BLANKS]) {
      assert.equal(told(pair, asTyped, () => 'ann@hotel.example').length, 1);
      assert.equal(told(pair, asTyped, () => 'Ann@Hotel.example').length, 1);
    }
    assert.equal(
      told(
        CAPITALS,
        (email) => email.toLowerCase(),
        () => 'Ann@Hotel.example',
      ).length,
      1,
    );
  });
});

describe('attempts one after the other', () => {
  const rowOf = (email: string, ...texts: string[]) =>
    texts.map((text, at) => [seen(email, `state${email.slice(0, 3)}${at}`, { text })]);
  const ann = (...texts: string[]) => rowOf('ann@hotel.example', ...texts);
  const nobody = (...texts: string[]) => rowOf('nobody-1@hotel.example', ...texts);

  it('are told apart by the first that is answered in another way', () => {
    assert.deepEqual(toldByAttempts(ann('Wrong', 'Wrong', 'Wrong'), nobody('Wrong', 'Wrong', 'Wrong')), []);
    const told = toldByAttempts(
      ann('Wrong', 'Wrong', '7 left', '6 left'),
      nobody('Wrong', 'Wrong', 'Wrong', 'Wrong'),
    );
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^attempt 3: /);
  });

  it('are alike where nobody is told the same some attempts later, in the same order', () => {
    const more = nobody('3 left', '2 left', '1 left', 'Blocked', 'Blocked');
    assert.ok(amongThese(ann('2 left', '1 left', 'Blocked'), more));
    assert.ok(!amongThese(ann('1 left', '2 left'), more));
    assert.ok(!amongThese(ann('3 left', '3 left'), more));
    assert.ok(!amongThese(ann('2 left', 'Wrong'), more));
  });
});
