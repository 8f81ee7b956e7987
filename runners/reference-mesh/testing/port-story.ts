import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Json } from '../objects/fields.ts';
import { elsewhere, one, testbed, two, type Story } from './story.ts';
import type { Simulation } from './simulation.ts';

const ports = [7070, 7071, 7072, 61_616];

function route(
  mesh: Simulation,
  transport: 'tcp' | 'udp',
  listed: readonly number[] | undefined,
  name = 'ports',
  namespace = 't',
): void {
  const spec: Json = listed === undefined ? {} : { matches: { ports: listed } };
  mesh.apply(`${transport}routes`, {
    apiVersion: 'specs.smi-spec.io/v1alpha4',
    metadata: { name, namespace },
    spec,
  });
}

type Kind = 'TCP' | 'UDP';

type Granted = Kind | readonly [Kind, name: string];

/** The only rules of a target for the first client are routes of these kinds. */
function grant(mesh: Simulation, ...transports: readonly Granted[]): void {
  grantTo(mesh, 'c1', transports);
}

function grantTo(
  mesh: Simulation,
  account: string,
  transports: readonly Granted[],
  more: readonly Json[] = [],
): void {
  mesh.apply('traffictargets', {
    apiVersion: 'access.smi-spec.io/v1alpha3',
    metadata: { name: account },
    spec: {
      destination: { kind: 'ServiceAccount', name: 'v1', namespace: 't' },
      sources: [{ kind: 'ServiceAccount', name: account, namespace: 't' }, ...more],
      rules: transports.map((of) => {
        const [transport, name] = typeof of === 'string' ? ([of, 'ports'] as const) : of;
        return { kind: `${transport}Route`, name };
      }),
    },
  });
}

/** Which ports each client has, by either transport. */
function opened(mesh: Simulation): unknown {
  return [one, two, elsewhere, undefined].map((client) => ({
    tcp: ports.filter((port) => mesh.allowsConnection('v1', client, port)),
    udp: ports.filter((port) => mesh.allowsDatagram('v1', client, port)),
  }));
}

const told =
  (tell: (mesh: Simulation) => unknown) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    return [tell(mesh), opened(mesh)];
  };

const byTcp = (listed?: readonly number[]) =>
  told((mesh) => {
    route(mesh, 'tcp', listed);
    grant(mesh, 'TCP');
  });
const byUdp = (listed?: readonly number[]) =>
  told((mesh) => {
    route(mesh, 'udp', listed);
    grant(mesh, 'UDP');
  });

/** All ports for one client, beside a route for one of them that another has. */
const besideOne = (transport: Kind) =>
  told((mesh) => {
    const kind = transport === 'TCP' ? 'tcp' : 'udp';
    route(mesh, kind, []);
    grant(mesh, transport);
    route(mesh, kind, [7071], 'one');
    grantTo(mesh, 'c2', [[transport, 'one']]);
  });

/** Two routes, of which one has a long list with two of the ports at its end. */
const byTwo = (transport: Kind) =>
  told((mesh) => {
    const kind = transport === 'TCP' ? 'tcp' : 'udp';
    route(mesh, kind, [...Array.from({ length: 20 }, (_, index) => 20_000 + index), 61_616, 7070]);
    route(mesh, kind, [7071], 'more');
    grant(mesh, transport, [transport, 'more']);
    route(mesh, kind, [7072], 'other');
    grantTo(mesh, 'c2', [[transport, 'other']]);
    route(mesh, kind, [], 'alone');
    route(mesh, kind, [7072], 'more', 'u');
  });

export const portStory: Story = {
  'specs.tcp.any': byTcp(),
  'specs.tcp.ports-list': byTwo('TCP'),
  'specs.tcp.ports-empty': besideOne('TCP'),
  'specs.tcp.matches-omitted': byTcp(),
  'specs.tcp.update': told((mesh) => {
    route(mesh, 'tcp', [7070, 7071]);
    grant(mesh, 'TCP');
    route(mesh, 'tcp', [61_616, 7071]);
    const changed = opened(mesh);
    route(mesh, 'tcp', []);
    const emptied = opened(mesh);
    mesh.delete('tcproutes', 'ports');
    route(mesh, 'tcp', [7071]);
    return [changed, emptied];
  }),
  'specs.udp.ports-list': (behaviour) => [
    byTwo('UDP')(behaviour),
    told((mesh) => {
      route(mesh, 'udp', [7070]);
      grant(mesh, 'UDP');
      route(mesh, 'udp', [7071]);
    })(behaviour),
  ],
  'specs.udp.ports-empty': besideOne('UDP'),
  'specs.udp.matches-omitted': byUdp(),
  'specs.udp.not-tcp': told((mesh) => {
    route(mesh, 'tcp', [7070]);
    route(mesh, 'udp', [7071]);
    grant(mesh, 'TCP', 'UDP');
  }),
  'specs.l4.default-deny-udp': told((mesh) => {
    route(mesh, 'udp', [], 'alone');
  }),
  'access.l4.tcp-udp-example': told((mesh) => {
    route(mesh, 'tcp', ports);
    route(mesh, 'udp', [7071, 61_616]);
    const more = [two, elsewhere].map(({ serviceAccount: name, namespace }) => ({ name, namespace }));
    grantTo(
      mesh,
      'c1',
      ['TCP', 'UDP'],
      more.map((source) => ({ kind: 'ServiceAccount', ...source })),
    );
  }),
};
