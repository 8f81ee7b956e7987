import { isIn, podUri, serviceAccountUri } from '../identity/names.ts';
import type { World } from '../compile/world.ts';
import type {
  HttpRoute,
  HttpRouteGroup,
  IdentityBinding,
  IdentityReference,
  RouteReference,
  TrafficTarget,
} from '../objects/model.ts';
import type { AccessRules } from './behaviour.ts';

export const accessRules: AccessRules = {
  // Who writes a target for a destination wants its sources listed, also where nothing has to be.
  defaultAllows: (mode, targeted) => mode === 'permissive' && !targeted,
  guards: 'server',
  mayLeave: () => true,
  reachesUnmeshed: true,
  // A pod is no source of its own targets unless they list it. (The documents leave it open.)
  allowsItself: false,
  // The kubelet has no identity in the mesh, and a pod that is never ready is granted to nobody.
  probesOf: (pod) => pod.probes,
  // A grant that is gone is gone for open connections as well. (The documents leave it open.)
  grantsLastFor: 'request',
  identities,
  destinationsOf,
  sourcesOf: (target) => target.sources,
  rulesOf: (target) => target.rules,
  // The sentence on unlisted routes denies them all where none is listed. (The oldest documents leave it open.)
  grantsWithoutRules: () => false,
  // A rule names no namespace, so it is the target's. What does not exist has no routes.
  groupOf: (rule, _target, view) => view.groups.get(rule.name),
  routesOf,
  portsOf: (route) => route.ports,
  // Policy is enforced where the application listens, so that is the number that counts. (The documents leave it open.)
  containerPorts: (port) => [port],
  // What carries all TCP carries HTTP, too. (The documents leave it open.)
  tcpOpensHttp: true,
  together: (grants) => grants,
  isSource: (peer, sources) => peer.some((identity) => sources.includes(identity)),
  // Who writes a header has proven nothing.
  claims: () => [],
  denial: 403,
  refusal: 'before-the-application',
};

/**
 * A target has effect in its own namespace only: who may write there may open what runs there, and nothing else. (The
 * documents leave it open.)
 */
function destinationsOf({ destination, namespace }: TrafficTarget): readonly IdentityReference[] {
  return (destination.namespace ?? namespace) === namespace ? [destination] : [];
}

/** An omitted namespace is the one of the object that has the reference. Unknown kinds name nobody. */
function identities(reference: IdentityReference, namespace: string, world: World): readonly string[] {
  const home = reference.namespace ?? namespace;
  if (reference.kind === 'ServiceAccount') return [serviceAccountUri(home, reference.name)];
  if (reference.kind !== 'IdentityBinding') return [];
  const binding = world.namespace(home).bindings.get(reference.name);
  return binding === undefined ? [] : boundIdentities(binding, world);
}

/** Any scheme suffices, and none reaches beyond the binding's namespace. Labels and a service account exclude each other. */
export function boundIdentities(binding: IdentityBinding, world: World): readonly string[] {
  const { namespace, podLabels, serviceAccount, spiffeIdentities } = binding;
  if (podLabels !== undefined && serviceAccount !== undefined) return [];
  const uris = spiffeIdentities.map(asUri).filter((uri) => isIn(namespace, uri));
  if (serviceAccount !== undefined) uris.push(serviceAccountUri(namespace, serviceAccount));
  if (podLabels !== undefined) {
    for (const pod of world.namespace(namespace).pods.values()) {
      if (hasLabels(pod.labels, podLabels)) uris.push(podUri(namespace, pod.name));
    }
  }
  return uris;
}

/** The documents write SPIFFE ids without the scheme. */
function asUri(id: string): string {
  return id.startsWith('spiffe://') ? id : `spiffe://${id}`;
}

function hasLabels(
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** Without `matches` a rule means all routes of the group; a name that the group lacks means none. */
function routesOf(rule: RouteReference, group: HttpRouteGroup): readonly HttpRoute[] {
  return rule.matches.length === 0
    ? group.routes
    : group.routes.filter((route) => rule.matches.includes(route.name));
}
