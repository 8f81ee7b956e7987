import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startApiServer, type ApiServer } from '../../server.ts';
import { Caller } from './caller.ts';
import { differences } from './differences.ts';
import { recording } from './environment.ts';
import { Recording } from './recording.ts';
import { Session } from './session.ts';

/** What a test does with a cluster; it returns what has to be the same everywhere. */
export type Conversation = (cluster: Session) => Promise<unknown>;

/**
 * Holds a conversation with the embedded API server and compares what came of it with what came of the same conversation
 * with a real one: live where one is to be had, and always as it was recorded.
 */
export type Contract = (title: string, conversation: Conversation) => void;

/** Starts the servers for the tests of one file. */
export function contracts(file: string): Contract {
  let embedded: ApiServer;
  let callers: { readonly embedded: Caller; readonly real: Caller | undefined };
  const recorded = new Recording(file);
  const titles = new Set<string>();
  beforeAll(async () => {
    embedded = await startApiServer({
      host: '127.0.0.1',
      port: 0,
      clusterIps: { first: '10.96.0.1', last: '10.96.255.254' },
    });
    const kubeconfig = inject('realKubeconfig');
    callers = {
      embedded: new Caller(embedded.kubeconfig()),
      real: kubeconfig === '' ? undefined : new Caller(kubeconfig),
    };
  });
  afterAll(async () => {
    if (recording && callers.real !== undefined) recorded.save(titles);
    callers.embedded.close();
    callers.real?.close();
    await embedded.close();
  });
  return (title, conversation) => {
    if (titles.has(title))
      throw new Error(`Two contracts are called ${JSON.stringify(title)}: give one another title.`);
    const number = titles.add(title).size;
    test(title, async () => {
      const run = `${process.pid.toString(36)}${Date.now().toString(36)}`;
      const names = { namespace: `contract-${file}-${number}-${run}`, suffix: `${file}${number}${run}` };
      const found = plain(await Session.hold(callers.embedded, names, conversation));
      if (callers.real !== undefined) {
        const real = plain(await Session.hold(callers.real, names, conversation));
        expect(differences(found, real), 'unlike the real API server').toEqual([]);
        if (recording) recorded.set(title, real);
      }
      expect(differences(found, recorded.answer(title)), 'unlike what a real API server answered').toEqual(
        [],
      );
    });
  };
}

/** As it is after being written to a file and read again. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
