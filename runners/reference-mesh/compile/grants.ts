import type { Behaviour } from '../behaviour/behaviour.ts';
import { isIn } from '../identity/names.ts';
import type { HttpRoute, RouteReference, TrafficTarget, Transport } from '../objects/model.ts';
import type { Grant, HttpGrant, PortsGrant } from './plan.ts';
import type { NamespaceView, World } from './world.ts';

/** What TrafficTargets allow in a namespace, by URI of the destination's identity. Every target is asked, wherever it is. */
export function grantsOf(
  behaviour: Behaviour,
  world: World,
  view: NamespaceView,
): ReadonlyMap<string, readonly Grant[]> {
  const found = new Map<string, Grant[]>();
  for (const home of world.namespaces()) {
    for (const target of home.targets.values()) {
      const uris = behaviour
        .destinationsOf(target, home)
        .flatMap((destination) => behaviour.identities(destination, home.name, world))
        .filter((uri) => isIn(view.name, uri));
      const grant = uris.length === 0 ? undefined : grantOf(behaviour, world, home, target);
      if (grant === undefined) continue;
      for (const uri of new Set(uris)) found.set(uri, [...(found.get(uri) ?? []), grant]);
    }
  }
  // A destination without any grant is asked for, too: whether it stays closed is a decision of the behaviour.
  for (const uri of inhabitants(behaviour, world, view)) if (!found.has(uri)) found.set(uri, []);
  return new Map([...found].map(([uri, grants]) => [uri, behaviour.together(grants, uri, view)]));
}

function inhabitants(behaviour: Behaviour, world: World, view: NamespaceView): ReadonlySet<string> {
  const uris = new Set<string>();
  for (const pod of view.pods.values()) {
    if (!pod.meshed) continue;
    for (const uri of behaviour.identities(
      { kind: 'ServiceAccount', name: pod.serviceAccount, namespace: view.name },
      view.name,
      world,
    ))
      uris.add(uri);
  }
  return uris;
}

function grantOf(
  behaviour: Behaviour,
  world: World,
  view: NamespaceView,
  target: TrafficTarget,
): Grant | undefined {
  const sources = behaviour
    .sourcesOf(target)
    .flatMap((source) => behaviour.identities(source, view.name, world));
  const rules = behaviour.rulesOf(target, view);
  const all = behaviour.grantsWithoutRules(target) ? portsGrant(narrowed(undefined, target.port)) : undefined;
  const tcp = all ?? portsGrantOf(behaviour, view, target, rules, 'TCP');
  const udp = all ?? portsGrantOf(behaviour, view, target, rules, 'UDP');
  const http = all ?? httpGrant(behaviour, world, view, target, rules, tcp);
  if ((http ?? tcp ?? udp) === undefined) return undefined;
  return {
    target: `${view.name}/${target.name}`,
    sources: [...new Set(sources)],
    ...(http === undefined ? {} : { http }),
    ...(tcp === undefined ? {} : { tcp }),
    ...(udp === undefined ? {} : { udp }),
  };
}

/**
 * Ports that the TCPRoutes, or the UDPRoutes, of a target open; neither opens the other's. A route that is missing opens
 * none, and then neither do the target's HTTP routes: the documents' own example lets a TCPRoute narrow an HTTPRouteGroup
 * to its port.
 */
function portsGrantOf(
  behaviour: Behaviour,
  view: NamespaceView,
  target: TrafficTarget,
  rules: readonly RouteReference[],
  transport: Transport,
): PortsGrant | undefined {
  const named = rules.filter((rule) => rule.kind === `${transport}Route`);
  if (named.length === 0) return undefined;
  const table = transport === 'TCP' ? view.tcpRoutes : view.udpRoutes;
  const ports: number[] = [];
  for (const rule of named) {
    const route = table.get(rule.name);
    const listed = route === undefined ? [] : behaviour.portsOf(route);
    if (listed === undefined) return portsGrant(narrowed(undefined, target.port));
    ports.push(...listed.flatMap((port) => behaviour.containerPorts(port, transport, view)));
  }
  return portsGrant(narrowed(ports, target.port));
}

/** Routes of all groups of a target, on the ports that it names. What TCPRoutes alone mean for HTTP, the behaviour says. */
function httpGrant(
  behaviour: Behaviour,
  world: World,
  view: NamespaceView,
  target: TrafficTarget,
  rules: readonly RouteReference[],
  tcp: PortsGrant | undefined,
): HttpGrant | undefined {
  const named = rules.filter((rule) => rule.kind === 'HTTPRouteGroup');
  if (named.length === 0) return behaviour.tcpOpensHttp ? tcp : undefined;
  const routes: HttpRoute[] = [];
  for (const rule of named) {
    const group = behaviour.groupOf(rule, target, view, world);
    if (group !== undefined) routes.push(...behaviour.routesOf(rule, group));
  }
  return { ...(tcp ?? portsGrant(narrowed(undefined, target.port))), routes };
}

function narrowed(
  ports: readonly number[] | undefined,
  port: number | undefined,
): readonly number[] | undefined {
  if (port === undefined) return ports;
  return ports === undefined || ports.includes(port) ? [port] : [];
}

function portsGrant(ports: readonly number[] | undefined): PortsGrant {
  return ports === undefined ? {} : { ports };
}
