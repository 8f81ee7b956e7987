import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startApiServer, type ApiServer } from '../../server.ts';
import { Caller } from './caller.ts';
import { differences } from './differences.ts';
import { Session } from './session.ts';

/** What a test does with a cluster; it returns what has to be the same everywhere. */
export type Conversation = (cluster: Session) => Promise<unknown>;

/**
 * Holds a conversation with the embedded API server and compares what came of it with `expected`, and with what comes of
 * the same conversation with a real API server where one is to be had.
 */
export type Contract = (title: string, conversation: Conversation, expected: object) => void;

/** Starts the servers for the tests of one file. */
export function contracts(file: string): Contract {
  let embedded: ApiServer;
  let callers: { readonly embedded: Caller; readonly real: Caller | undefined };
  let count = 0;
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
    callers.embedded.close();
    callers.real?.close();
    await embedded.close();
  });
  return (title, conversation, expected) => {
    const number = ++count;
    test(title, async () => {
      const run = `${process.pid.toString(36)}${Date.now().toString(36)}`;
      const names = { namespace: `contract-${file}-${number}-${run}`, suffix: `${file}${number}${run}` };
      const found = await Session.hold(callers.embedded, names, conversation);
      expect(found).toMatchObject(expected);
      if (callers.real === undefined) return;
      const real = await Session.hold(callers.real, names, conversation);
      expect(differences(found, real), 'unlike the real API server').toEqual([]);
    });
  };
}
