import { describe, expect, test } from 'vitest';
import { Tokens } from './tokens.ts';

const subject = { namespace: 'n', name: 'a', uid: 'u', bound: { kind: 'Pod', name: 'p', uid: 'v' } };

describe('service account tokens', () => {
  test('say whose they are', () => {
    const tokens = new Tokens({ now: () => 1_000_000 });
    const { token, expires } = tokens.issue(subject, ['here'], 600);
    expect(expires).toBe(1_600);
    expect(tokens.verify(token)).toMatchObject({
      namespace: 'n',
      name: 'a',
      uid: 'u',
      audiences: ['here'],
      bound: { kind: 'pod', name: 'p', uid: 'v' },
    });
  });

  test('expire', () => {
    let now = 1_000_000;
    const tokens = new Tokens({ now: () => now });
    const { token } = tokens.issue(subject, ['here'], 600);
    expect(tokens.verify(token)).toBeDefined();
    now += 600_001;
    expect(tokens.verify(token)).toBeUndefined();
  });

  test('are good for one server only, and only as they were issued', () => {
    const clock = { now: () => 1_000_000 };
    const tokens = new Tokens(clock);
    const { token } = tokens.issue(subject, ['here'], 600);
    expect(new Tokens(clock).verify(token)).toBeUndefined();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const changed = Buffer.from(Buffer.from(payload, 'base64url').toString().replace(':a"', ':b"')).toString(
      'base64url',
    );
    expect(changed).not.toBe(payload);
    expect(tokens.verify(`${header}.${changed}.${signature}`)).toBeUndefined();
    expect(tokens.verify('nonsense')).toBeUndefined();
  });
});
