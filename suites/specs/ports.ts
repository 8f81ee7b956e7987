import { denied, reached, type Row } from '../scenario/access-table.ts';
import type { AppliedPorts, Client, Clients, ScenarioContext, ServiceName } from '../scenario/context.ts';

/** What is asked for by number; the last is greater than a short integer with a sign can be. */
export const first = 7070;
export const second = 7071;
export const third = 61_616;
export const ports: readonly number[] = [first, second, third];
/** In the list of ports of a service that has one more. */
export const between = 7072;

/** Port and target port are one number: which of them a route means is left open. */
export async function portsOf(
  { service, server }: ScenarioContext,
  protocol: 'tcp' | 'udp',
  numbers: readonly number[] = ports,
): Promise<ServiceName> {
  return await service(protocol, { pods: server, ports: numbers.map((port) => ({ port, protocol })) });
}

/** Routes do nothing alone: a target whose only rules they are makes them visible. */
export async function grant(context: ScenarioContext, ...routes: readonly AppliedPorts[]): Promise<void> {
  await grantTo(context, context.clients.one, routes);
}

/** The same for a client of one's choice; each client has one such target. */
export async function grantTo(
  { target }: ScenarioContext,
  client: Client,
  routes: readonly AppliedPorts[],
): Promise<void> {
  const rules = routes.map((route) => route.rule());
  await target(`ports-of-${client.name}`, { sources: [client], rules, port: first });
}

/** Every port, for a client that has them all and for one that has none. */
export function everyPort(
  protocol: 'TCP' | 'UDP',
  { one, two }: Readonly<Record<'one' | 'two', Client>>,
): Row[] {
  return ports.flatMap((port) => [reached(one, `${protocol} ${port}`), denied(two, `${protocol} ${port}`)]);
}

/** A list that is longer than most: what nobody listens on stands before what is asked for, some of it with its beginning. */
export const many: readonly number[] = [
  ...Array.from({ length: 20 }, (_, index) => 20_000 + index),
  707,
  6161,
  third,
  first,
];

/** Those that routes list for one client, between which is one that another target opens for the other. */
export function listedPorts(protocol: 'TCP' | 'UDP', { one, two, elsewhere, outsider }: Clients): Row[] {
  return [
    ...ports.map((port) => reached(one, `${protocol} ${port}`)),
    denied(one, `${protocol} ${between}`),
    reached(two, `${protocol} ${between}`),
    denied(two, `${protocol} ${third}`),
    denied(two, `${protocol} ${second}`),
    denied(elsewhere, `${protocol} ${first}`),
    denied(outsider, `${protocol} ${first}`),
  ];
}

/** A route of this name in the other namespace, which opens what that of this one does not. */
export async function namesakeElsewhere(
  { apply, nameFor, siblingNamespace: namespace }: ScenarioContext,
  kind: 'TCPRoute' | 'UDPRoute',
  name: string,
): Promise<void> {
  await apply({ kind, name: nameFor(name), namespace, ports: [between] });
}

/** All ports of one client, beside another target that opens one of them for the other. */
export function allAndOne(
  protocol: 'TCP' | 'UDP',
  { one, two }: Readonly<Record<'one' | 'two', Client>>,
): Row[] {
  return [
    ...ports.map((port) => reached(one, `${protocol} ${port}`)),
    reached(two, `${protocol} ${second}`),
    denied(two, `${protocol} ${first}`),
    denied(two, `${protocol} ${third}`),
  ];
}

/** A route that names no port, where the cluster's definition lets it be: the text does, and the SDK's schema does not. */
export async function withoutPorts(
  context: ScenarioContext,
  kind: 'TCPRoute' | 'UDPRoute',
  route: ScenarioContext['tcpRoute'],
): Promise<AppliedPorts> {
  const { namespace, nameFor, api, admission } = context;
  const answer = await admission.answers(api.render({ kind, name: nameFor('dry-run'), namespace }));
  if (!answer.accepted)
    context.unsupported(
      `The cluster's definition of ${kind} asks for ports, as that of the SDK does: ${answer.words}`,
    );
  return await route('all');
}
