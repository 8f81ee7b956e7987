import type { RequestView } from '../behaviour/behaviour.ts';
import type { Known, Knowledge } from './knowledge.ts';
import { Policy } from './policy.ts';

/**
 * Access control on the client's side, for a mesh that is told to have it. The usual one has not: what a client's side-car
 * refuses is still open to whoever has none.
 */
export class Guard {
  readonly #knowledge: Knowledge;

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge;
  }

  /** @param ip of the pod that was chosen */
  allowsRequest(known: Known, ip: string, port: number, request: RequestView): boolean {
    return this.#policy(known, ip)?.allowsRequest(this.#knowledge.identities, port, request) ?? true;
  }

  /** @param ip as for `allowsRequest` */
  allowsConnection(known: Known, ip: string, port: number): boolean {
    return this.#policy(known, ip)?.allowsConnection(this.#knowledge.identities, port) ?? true;
  }

  /** Whether the application may send to what is not the mesh's business. */
  get mayLeave(): boolean {
    const { behaviour, identities } = this.#knowledge;
    if (behaviour.guards === 'server') return true;
    const grants = this.#knowledge.services.flatMap(({ grants: of }) => Object.values(of ?? {}).flat());
    return behaviour.mayLeave(grants.some(({ sources }) => behaviour.isSource(identities, sources)));
  }

  #policy(known: Known, ip: string): Policy | undefined {
    const { behaviour, settings } = this.#knowledge;
    if (behaviour.guards === 'server' || known.kind !== 'service') return undefined;
    return new Policy(behaviour, settings.mode, known.service.grants?.[ip] ?? []);
  }
}
