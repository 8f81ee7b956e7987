import { generateKeyPairSync } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:tls';
import type { ProgramContext } from '../../../fixtures/agent/program.ts';
import { ApiClient } from '../api/client.ts';
import { aborted, isAborted } from '../wire/abort.ts';
import type { Authority } from '../identity/authority.ts';
import { controllerPort } from '../wire/messages.ts';
import { keptAuthority } from './authority-secret.ts';
import { InForce } from './in-force.ts';
import { takeInKubernetes } from './kubernetes-intake.ts';
import { PortEvents } from './port-events.ts';
import { publishRoots } from './roots.ts';
import { Session, type SessionHandlers } from './session.ts';
import { Sessions } from './sessions.ts';
import { takeInSettings } from './settings.ts';
import { takeInSmi } from './smi-intake.ts';
import { ControlState } from './state.ts';
import { reviewToken } from './token-review.ts';

/** Runs the control plane until its context's signal is aborted. It takes side-cars in once it has read the cluster. */
export async function runController(context: ProgramContext): Promise<void> {
  const { signal } = context;
  // Every stream and request of the API client listens for the end.
  setMaxListeners(0, signal);
  const namespace = context.env['POD_NAMESPACE'] ?? 'smi-reference';
  const log = (line: string): void => void context.stdout.write(`${line}\n`);
  const onTrouble = (error: Error): void => log(`trouble: ${error.message}`);
  const client = await ApiClient.inCluster(context);
  const authority = await keptAuthority(client, namespace, new Date());
  publishRoots(client, authority.root, signal, onTrouble);

  const state: ControlState = new ControlState({
    onPlan: (changes) => {
      sessions.tell(changes);
      portEvents.look(new Date());
    },
    onSettings: (settings) => {
      log(
        `mode ${settings.mode}, scheduler ${settings.scheduler}, faults ${settings.faults.join() || 'none'}`,
      );
      state.flush();
      sessions.switch(settings);
      inForce.tell(settings);
    },
    onUnknownFaults: (names) => log(`no such faults: ${names.join()}`),
  });
  const sessions = new Sessions(state.published);
  const inForce = new InForce(client, namespace, onTrouble);
  const portEvents = new PortEvents(client, state, onTrouble);
  const intake = { client, state, signal, onTrouble };
  await Promise.all([takeInKubernetes(intake), takeInSmi(intake), takeInSettings(intake, namespace)]);
  state.started();
  state.flush();
  if (isAborted(signal)) return;
  inForce.tell(state.settings);

  const server = listener(authority, namespace, sessionHandlers(client, authority, state, sessions, log));
  server.listen(controllerPort, context.network.address);
  await once(server, 'listening');
  log(`listening on ${controllerPort}`);
  await aborted(signal);
  sessions.close();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
}

function sessionHandlers(
  client: ApiClient,
  authority: Authority,
  state: ControlState,
  sessions: Sessions,
  log: (line: string) => void,
): SessionHandlers {
  return {
    identify: (token) => reviewToken(client, token),
    certify: (key, uris, { namespace, pod }) => {
      const now = new Date();
      const { chain, notAfter } = authority.issue(key, { uris }, now);
      const renewAt = now.getTime() + (notAfter.getTime() - now.getTime()) / 2;
      return { chain, root: authority.root, renewAt, namespace, pod };
    },
    onIdentified: (session, certificate) => sessions.welcome(session, certificate, state.settings),
    onInterest: (session, addresses) => sessions.interest(session, addresses),
    onClosed: (session) => sessions.leave(session),
    onRefused: (reason) => log(`refused: ${reason}`),
  };
}

function listener(authority: Authority, namespace: string, handlers: SessionHandlers): Server {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const dnsNames = [`controller.${namespace}.svc`, `controller.${namespace}.svc.cluster.local`];
  const leaf = authority.issue(publicKey, { dnsNames }, new Date());
  const server = createServer(
    { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: leaf.chain, minVersion: 'TLSv1.3' },
    (socket) => new Session(socket, handlers),
  );
  // Before a session exists there is nobody to tell.
  server.on('tlsClientError', () => undefined);
  return server;
}
