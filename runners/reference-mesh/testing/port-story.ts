import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Json } from '../objects/fields.ts';
import { one, testbed, two, type Story } from './story.ts';
import type { Simulation } from './simulation.ts';

const ports = [7070, 7071, 7072];

function route(mesh: Simulation, transport: 'tcp' | 'udp', listed: readonly number[] | undefined): void {
  const spec: Json = listed === undefined ? {} : { matches: { ports: listed } };
  mesh.apply(`${transport}routes`, {
    apiVersion: 'specs.smi-spec.io/v1alpha4',
    metadata: { name: 'ports' },
    spec,
  });
}

/** The only rules of a target for the first client are routes of these kinds. */
function grant(mesh: Simulation, ...transports: readonly ('TCP' | 'UDP')[]): void {
  mesh.apply('traffictargets', {
    apiVersion: 'access.smi-spec.io/v1alpha3',
    metadata: { name: 'ports' },
    spec: {
      destination: { kind: 'ServiceAccount', name: 'v1', namespace: 't' },
      sources: [{ kind: 'ServiceAccount', name: 'c1', namespace: 't' }],
      rules: transports.map((transport) => ({ kind: `${transport}Route`, name: 'ports' })),
    },
  });
}

/** Which ports each client has, by either transport. */
function opened(mesh: Simulation): unknown {
  return [one, two, undefined].map((client) => ({
    tcp: ports.filter((port) => mesh.allowsConnection('v1', client, port)),
    udp: ports.filter((port) => mesh.allowsDatagram('v1', client, port)),
  }));
}

const told =
  (tell: (mesh: Simulation) => void) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    tell(mesh);
    return opened(mesh);
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

export const portStory: Story = {
  'specs.tcp.any': byTcp(),
  'specs.tcp.ports-list': byTcp([7070, 7071]),
  'specs.tcp.ports-empty': byTcp([]),
  'specs.tcp.matches-omitted': byTcp(),
  'specs.tcp.update': told((mesh) => {
    route(mesh, 'tcp', [7070, 7071]);
    grant(mesh, 'TCP');
    route(mesh, 'tcp', [7071, 7072]);
  }),
  'specs.udp.ports-list': byUdp([7070, 7072]),
  'specs.udp.ports-empty': byUdp([]),
  'specs.udp.matches-omitted': byUdp(),
  'specs.udp.not-tcp': told((mesh) => {
    route(mesh, 'tcp', [7070]);
    route(mesh, 'udp', [7071]);
    grant(mesh, 'TCP', 'UDP');
  }),
  'specs.l4.default-deny-udp': told(() => undefined),
  'access.l4.tcp-udp-example': told((mesh) => {
    route(mesh, 'tcp', ports);
    route(mesh, 'udp', [7071, 7072]);
    grant(mesh, 'TCP', 'UDP');
  }),
};
