import type { Behaviour, RequestTest, RequestView } from '../behaviour/behaviour.ts';
import { routesTest } from '../behaviour/routes.ts';
import type { Grant, MeshSettings } from '../compile/plan.ts';

/** Who may do what with this pod. Made anew whenever grants or switches change; what it works out is kept meanwhile. */
export class Policy {
  readonly #behaviour: Behaviour;
  readonly #open: boolean;
  readonly #grants: readonly Grant[];
  readonly #httpTests = new Map<string, RequestTest>();

  constructor(behaviour: Behaviour, mode: MeshSettings['mode'], grants: readonly Grant[]) {
    this.#behaviour = behaviour;
    this.#open = behaviour.defaultAllows(mode, grants.length > 0);
    this.#grants = grants;
  }

  /** @param peer the identities that the client has proven; none without a side-car */
  allowsRequest(peer: readonly string[], port: number, request: RequestView): boolean {
    if (this.#open) return true;
    const claimed = this.#behaviour.claims(request);
    const who = claimed.length === 0 ? peer : [...peer, ...claimed];
    const key = `${port} ${who.join(' ')}`;
    let test = this.#httpTests.get(key);
    if (test === undefined) this.#httpTests.set(key, (test = this.#httpTest(who, port)));
    return test(request);
  }

  allowsConnection(peer: readonly string[], port: number): boolean {
    return this.#open || this.#grantsTo(peer).some(({ tcp }) => tcp !== undefined && covers(tcp.ports, port));
  }

  /** Asked for each datagram: there is no connection that could outlive a grant. */
  allowsDatagram(peer: readonly string[], port: number): boolean {
    if (this.#open || !this.#behaviour.judgesDatagrams) return true;
    return this.#grantsTo(peer).some(({ udp }) => udp !== undefined && covers(udp.ports, port));
  }

  #httpTest(peer: readonly string[], port: number): RequestTest {
    const tests = this.#grantsTo(peer).flatMap(({ http }) => {
      if (http === undefined || !covers(http.ports, port)) return [];
      return [http.routes === undefined ? (): boolean => true : routesTest(this.#behaviour, http.routes)];
    });
    return (request) => tests.some((test) => test(request));
  }

  #grantsTo(peer: readonly string[]): readonly Grant[] {
    return this.#grants.filter(({ sources }) => this.#behaviour.isSource(peer, sources));
  }
}

function covers(ports: readonly number[] | undefined, port: number): boolean {
  return ports === undefined || ports.includes(port);
}
