import type { Behaviour, Chance, ClientView, RequestView } from '../behaviour/behaviour.ts';
import type { Endpoint } from '../compile/plan.ts';
import type { LivePort, LiveSplit, Turn } from './live-service.ts';

/** What a client says of itself and of where it wants to go. */
export interface Wish extends Omit<ClientView, 'host'> {
  /** Undefined when the traffic is not HTTP: then no condition on requests can be met. */
  readonly request: RequestView | undefined;
  /** Backends picked before for the same connection, by id of the split. */
  readonly picked?: Map<string, number>;
  /** What was found of conditions before for the same connection, by id of the split. */
  readonly answered?: Map<string, boolean>;
}

/** The endpoint for one request or connection; undefined when there is nowhere to go. */
export function chooseEndpoint(
  behaviour: Behaviour,
  port: LivePort,
  wish: Wish,
  chance: Chance,
): Endpoint | undefined {
  const { request, picked, ...client } = wish;
  const view: ClientView = { ...client, host: request?.header('host') };
  if (!behaviour.carries(view)) return undefined;
  const split = port.splits.find(
    (one) => behaviour.holdsFor(view, one.plan) && meetsConditions(behaviour, one, wish),
  );
  if (split === undefined) return inTurn(port.own, port.ownTurn);
  const kept = behaviour.picksFor === 'connection' ? picked?.get(split.plan.id) : undefined;
  const index = kept ?? behaviour.pickBackend(split.plan.backends, split.round, chance);
  picked?.set(split.plan.id, index);
  const backend = split.plan.backends[index];
  const turn = split.turns[index];
  return backend === undefined || turn === undefined ? undefined : inTurn(backend.endpoints, turn);
}

function meetsConditions(
  behaviour: Behaviour,
  { plan, test }: LiveSplit,
  { request, answered }: Wish,
): boolean {
  if (test === undefined) return true;
  const answers = behaviour.asksConditionsFor === 'connection' ? answered : undefined;
  const before = answers?.get(plan.id);
  if (before !== undefined) return before;
  const meets = request === undefined ? behaviour.meetsConditions : test(request);
  answers?.set(plan.id, meets);
  return meets;
}

function inTurn(endpoints: readonly Endpoint[], turn: Turn): Endpoint | undefined {
  const endpoint = endpoints[turn.next % Math.max(endpoints.length, 1)];
  turn.next = (turn.next + 1) % 0x40000000;
  return endpoint;
}
