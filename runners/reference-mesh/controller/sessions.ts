import type { MeshSettings } from '../compile/plan.ts';
import type { Certificate } from '../wire/messages.ts';
import type { Published, PlanChanges } from './published.ts';
import type { Session } from './session.ts';

/** Who is told what: addresses to the side-cars that asked for them, grants to those whose identity they are for. */
export class Sessions {
  readonly #published: Published;
  readonly #byAddress = new Map<string, Set<Session>>();
  readonly #byIdentity = new Map<string, Set<Session>>();
  readonly #all = new Set<Session>();

  constructor(published: Published) {
    this.#published = published;
  }

  get count(): number {
    return this.#all.size;
  }

  /** Tells a side-car all that it needs to start with. */
  welcome(session: Session, certificate: Certificate, settings: MeshSettings): void {
    this.#all.add(session);
    const grants: string[] = [];
    for (const identity of session.identities) {
      subscribe(this.#byIdentity, identity, session);
      grants.push(pair(identity, this.#published.grants(identity) ?? '[]'));
    }
    session.send(
      `{"certificate":${JSON.stringify(certificate)},"settings":${JSON.stringify(settings)},"grants":{${grants.join()}}}\n`,
    );
  }

  interest(session: Session, addresses: readonly string[]): void {
    const answers = addresses.map((address) => {
      session.addresses.add(address);
      subscribe(this.#byAddress, address, session);
      return pair(address, this.#published.destination(address) ?? 'null');
    });
    session.send(`{"destinations":{${answers.join()}}}\n`);
  }

  leave(session: Session): void {
    this.#all.delete(session);
    for (const identity of session.identities) this.#byIdentity.get(identity)?.delete(session);
    for (const address of session.addresses) this.#byAddress.get(address)?.delete(session);
  }

  /** One message at most to each side-car. */
  tell(changes: PlanChanges): void {
    const parts = new Map<Session, { destinations: string[]; grants: string[] }>();
    const partsOf = (session: Session): { destinations: string[]; grants: string[] } => {
      let part = parts.get(session);
      if (part === undefined) parts.set(session, (part = { destinations: [], grants: [] }));
      return part;
    };
    for (const [address, json] of changes.destinations) {
      const sessions = this.#byAddress.get(address);
      if (sessions === undefined) continue;
      const text = pair(address, json ?? 'null');
      for (const session of sessions) partsOf(session).destinations.push(text);
    }
    for (const [identity, json] of changes.grants) {
      const sessions = this.#byIdentity.get(identity);
      if (sessions === undefined) continue;
      const text = pair(identity, json ?? '[]');
      for (const session of sessions) partsOf(session).grants.push(text);
    }
    for (const [session, { destinations, grants }] of parts) {
      session.send(`{"destinations":{${destinations.join()}},"grants":{${grants.join()}}}\n`);
    }
  }

  switch(settings: MeshSettings): void {
    const line = `{"settings":${JSON.stringify(settings)}}\n`;
    for (const session of this.#all) session.send(line);
  }

  close(): void {
    for (const session of [...this.#all]) session.close();
  }
}

function subscribe(table: Map<string, Set<Session>>, key: string, session: Session): void {
  const sessions = table.get(key);
  if (sessions === undefined) table.set(key, new Set([session]));
  else sessions.add(session);
}

function pair(key: string, json: string): string {
  return `${JSON.stringify(key)}:${json}`;
}
