import type { Behaviour } from '../behaviour/behaviour.ts';
import type { HttpRoute, RouteReference, TrafficTarget } from '../objects/model.ts';
import type { Grant, HttpGrant, TcpGrant } from './plan.ts';
import type { NamespaceView, World } from './world.ts';

/** What the TrafficTargets of a namespace allow, by URI of the destination's identity. */
export function grantsOf(
  behaviour: Behaviour,
  world: World,
  view: NamespaceView,
): ReadonlyMap<string, readonly Grant[]> {
  const found = new Map<string, Grant[]>();
  for (const target of view.targets.values()) {
    const grant = grantOf(behaviour, world, view, target);
    if (grant === undefined) continue;
    const uris = behaviour
      .destinationsOf(target, view)
      .flatMap((destination) => behaviour.identities(destination, view.name, world));
    for (const uri of new Set(uris)) {
      const grants = found.get(uri);
      if (grants === undefined) found.set(uri, [grant]);
      else grants.push(grant);
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
  const rules = behaviour.rulesOf(target);
  const tcp = tcpGrant(view, target, rules);
  const http = httpGrant(behaviour, view, target, rules, tcp);
  if (sources.length === 0 || (http === undefined && tcp === undefined)) return undefined;
  return {
    target: `${view.name}/${target.name}`,
    sources: [...new Set(sources)],
    ...(http === undefined ? {} : { http }),
    ...(tcp === undefined ? {} : { tcp }),
  };
}

/**
 * Ports that the TCPRoutes of a target open. A route that is missing opens none, and then neither do the target's HTTP
 * routes: the documents' own example lets a TCPRoute narrow an HTTPRouteGroup to its port.
 */
function tcpGrant(
  view: NamespaceView,
  target: TrafficTarget,
  rules: readonly RouteReference[],
): TcpGrant | undefined {
  const named = rules.filter((rule) => rule.kind === 'TCPRoute');
  if (named.length === 0) return undefined;
  const routes = named.flatMap((rule) => view.tcpRoutes.get(rule.name) ?? []);
  const ports = routes.some((route) => route.ports === undefined)
    ? undefined
    : routes.flatMap((route) => route.ports ?? []);
  return portsGrant(narrowed(ports, target.port));
}

/** Routes of all groups of a target, on the ports that it names. A target of TCPRoutes alone opens HTTP on their ports as well. */
function httpGrant(
  behaviour: Behaviour,
  view: NamespaceView,
  target: TrafficTarget,
  rules: readonly RouteReference[],
  tcp: TcpGrant | undefined,
): HttpGrant | undefined {
  const named = rules.filter((rule) => rule.kind === 'HTTPRouteGroup');
  if (named.length === 0) return tcp;
  const routes: HttpRoute[] = [];
  for (const rule of named) {
    const group = view.groups.get(rule.name);
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

function portsGrant(ports: readonly number[] | undefined): TcpGrant {
  return ports === undefined ? {} : { ports };
}
