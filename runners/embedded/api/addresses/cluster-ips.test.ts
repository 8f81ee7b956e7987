import { expect, test } from 'vitest';
import { Addresses } from './cluster-ips.ts';

test('hands out every address of the range once, and a freed one last', () => {
  const addresses = new Addresses({ first: '10.0.0.254', last: '10.0.1.1' });
  const taken: string[] = [];
  for (let free = addresses.free(); free !== undefined; free = addresses.free()) {
    addresses.take(free);
    taken.push(free);
  }
  expect(taken).toEqual(['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1']);
  addresses.release('10.0.0.255');
  expect(addresses.free()).toBe('10.0.0.255');
});

test('does not use a freed address again at once', () => {
  const addresses = new Addresses({ first: '10.0.0.1', last: '10.0.0.3' });
  addresses.take('10.0.0.1');
  addresses.release('10.0.0.1');
  expect(addresses.free()).toBe('10.0.0.2');
});

test('knows its range', () => {
  const addresses = new Addresses({ first: '10.0.0.1', last: '10.0.1.0' });
  expect(['10.0.0.0', '10.0.0.1', '10.0.1.0', '10.0.1.1'].map((each) => addresses.contains(each))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
