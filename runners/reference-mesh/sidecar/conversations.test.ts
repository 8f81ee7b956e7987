import { expect, test } from 'vitest';
import { Conversations, type DatagramPath } from './conversations.ts';

class Path implements DatagramPath {
  closed = false;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  send(): void {
    throw new Error('nothing is sent here');
  }

  close(): void {
    this.closed = true;
  }
}

function table(): { now: number; path: (key: string) => Path; opened: Path[]; close: () => void } {
  const opened: Path[] = [];
  const state = { now: 0, opened };
  const conversations = new Conversations(() => state.now);
  const open = (): Path => {
    const path = new Path(`path ${opened.length}`);
    opened.push(path);
    return path;
  };
  return Object.assign(state, {
    path: (key: string) => conversations.path(key, open) as Path,
    close: () => conversations.close(),
  });
}

test('a conversation keeps its path while it goes on', () => {
  const it = table();
  const first = it.path('a');
  it.now = 9_000;
  expect(it.path('a')).toBe(first);
  it.now = 18_000;
  expect(it.path('a')).toBe(first);
  expect(it.path('b')).not.toBe(first);
});

test('a conversation that was silent for long, or whose path broke, begins anew', () => {
  const it = table();
  const first = it.path('a');
  it.now = 10_000;
  const second = it.path('a');
  expect(second).not.toBe(first);
  expect(first.closed).toBe(true);
  second.close();
  expect(it.path('a')).not.toBe(second);
});

test('nowhere to go is asked again', () => {
  const conversations = new Conversations(() => 0);
  expect(conversations.path('a', () => undefined)).toBeUndefined();
  const path = new Path('at last');
  expect(conversations.path('a', () => path)).toBe(path);
});

test('the one that was silent longest makes room, and the end closes all', () => {
  const it = table();
  for (let key = 0; key < 256; key += 1) it.path(`${key}`);
  it.path('0');
  it.path('one too many');
  expect(it.opened.filter(({ closed }) => closed).map(({ name }) => name)).toEqual(['path 1']);
  it.close();
  expect(it.opened.every(({ closed }) => closed)).toBe(true);
});
