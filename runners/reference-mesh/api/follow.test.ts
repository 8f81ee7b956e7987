import { describe, expect, it } from 'vitest';
import { identified, type Json } from '../objects/fields.ts';
import { ApiError, type ApiClient } from './client.ts';
import { follow } from './follow.ts';

const path = '/api/v1/things';
const thing = (name: string, version: number): Json => ({
  metadata: { name, namespace: 't', resourceVersion: String(version) },
});

/** What the server does with one watch, from a version: calls back and returns to end it, or throws. */
type Watch = (from: string, onEvent: (event: Json) => void) => void | Promise<void>;

/** Answers lists and watches in the order given, then hangs. */
class ScriptedClient {
  readonly asked: string[] = [];
  readonly #lists: (readonly Json[] | Error)[];
  readonly #watches: Watch[];

  constructor(lists: (readonly Json[] | Error)[], watches: Watch[]) {
    this.#lists = lists;
    this.#watches = watches;
  }

  get(): Promise<Json> {
    this.asked.push('list');
    const items = this.#lists.shift();
    if (items === undefined) return new Promise(() => undefined);
    return items instanceof Error
      ? Promise.reject(items)
      : Promise.resolve({ metadata: { resourceVersion: '10' }, items });
  }

  async watch(url: string, onEvent: (event: Json) => void): Promise<void> {
    const from = /resourceVersion=([0-9]+)/.exec(url)?.[1] ?? '';
    this.asked.push(`watch ${from}`);
    const watch = this.#watches.shift();
    if (watch === undefined) return new Promise(() => undefined);
    await watch(from, onEvent);
  }
}

/** What a follower was told, once `enough` has come. */
function told(client: ScriptedClient, enough: number): Promise<{ events: string[]; troubles: string[] }> {
  return new Promise((resolve) => {
    const events: string[] = [];
    const troubles: string[] = [];
    const tell = (event: string): void => {
      events.push(event);
      if (events.length === enough) resolve({ events, troubles });
    };
    const follower = {
      onObject: (source: Json) => tell(`+${identified(source).name}`),
      onGone: (source: Json) => tell(`-${identified(source).name}`),
      onListed: () => tell('listed'),
      onTrouble: (error: Error) => void troubles.push(error.message),
    };
    const signal = new AbortController().signal;
    void follow(client as unknown as ApiClient, path, follower, signal);
  });
}

describe('following a collection', () => {
  it('lists, watches from there, and goes on from the last version when a watch ends', async () => {
    const client = new ScriptedClient(
      [[thing('a', 5)]],
      [
        (_from, onEvent) => {
          onEvent({ type: 'ADDED', object: thing('b', 11) });
          onEvent({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '15' } } });
        },
        (_from, onEvent) => onEvent({ type: 'DELETED', object: thing('a', 16) }),
      ],
    );
    expect((await told(client, 4)).events).toEqual(['+a', 'listed', '+b', '-a']);
    expect(client.asked.slice(0, 3)).toEqual(['list', 'watch 10', 'watch 15']);
  });

  it('lists again when the server has forgotten the version, and tells only what has changed', async () => {
    const client = new ScriptedClient(
      [
        [thing('same', 1), thing('changed', 2), thing('gone', 3)],
        [thing('same', 1), thing('changed', 7), thing('new', 8)],
      ],
      [(_from, onEvent) => onEvent({ type: 'ERROR', object: { code: 410 } })],
    );
    const { events } = await told(client, 8);
    expect(events.slice(4)).toEqual(['-gone', '+changed', '+new', 'listed']);
  });

  it('lists again after trouble, and tells of it', async () => {
    const client = new ScriptedClient(
      [[thing('a', 1)], [thing('a', 1), thing('b', 2)]],
      [() => Promise.reject(new Error('the watch was cut off'))],
    );
    const { events, troubles } = await told(client, 4);
    expect(events).toEqual(['+a', 'listed', '+b', 'listed']);
    expect(troubles).toEqual(['the watch was cut off']);
  });

  it('takes a kind that is not served for one without objects', async () => {
    const client = new ScriptedClient(
      [[thing('a', 1)], new ApiError(404, 'GET', 'no'), [thing('a', 9)]],
      [() => Promise.reject(new ApiError(404, 'GET', 'no'))],
    );
    const { events, troubles } = await told(client, 7);
    expect(events).toEqual(['+a', 'listed', '-a', 'listed', 'listed', '+a', 'listed']);
    expect(troubles).toEqual([]);
  });
});
