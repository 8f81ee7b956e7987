import type { Behaviour } from '../behaviour/behaviour.ts';
import type { ServiceDestination } from '../compile/plan.ts';
import { answers, chrome, conditional, firefox, firefoxRoute, routeGroup } from './condition-story.ts';
import type { Simulation } from './simulation.ts';
import { split, testbed, type Story } from './story.ts';

type Tell = (mesh: Simulation, behaviour: Behaviour) => unknown;

const requests = [{ headers: firefox }, { headers: chrome }];

const splitBeforeGroup: Tell = (mesh) => {
  mesh.apply('trafficsplits', conditional({ v1: 0, v2: 100 }, ['firefox']));
  mesh.share('website', 1);
  routeGroup(mesh, 'firefox', [firefoxRoute]);
  return answers(mesh, requests);
};

const oneConnection: Tell = (mesh) => {
  routeGroup(mesh, 'firefox', [firefoxRoute]);
  mesh.apply('trafficsplits', conditional({ v2: 1 }, ['firefox']));
  const [request, alternating] = requests;
  return mesh.share('website', 6, { request: request ?? {}, alternating: alternating ?? {} });
};

const everyPort: Tell = (mesh) => {
  routeGroup(mesh, 'firefox', [firefoxRoute]);
  mesh.apply('trafficsplits', conditional({ v1: 0, v2: 100 }, ['firefox']));
  return [8080, 9090].map((port) =>
    answers(
      mesh,
      requests.map((request) => ({ ...request, port })),
    ),
  );
};

const groupBeforeSplit: Tell = (mesh) => {
  routeGroup(mesh, 'firefox', [firefoxRoute]);
  mesh.apply('trafficsplits', conditional({ v2: 1 }, ['firefox']));
  const during = answers(mesh, requests);
  mesh.delete('httproutegroups', 'firefox');
  mesh.share('website', 1);
  mesh.delete('trafficsplits', 'rollout');
  return [during, answers(mesh, requests)];
};

const plainQuantity: Tell = (mesh) => {
  mesh.apply('trafficsplits', split('foobar', { v1: 1, v2: '500m' }, 'v1alpha1'));
  return mesh.share('foobar', 120);
};

const more: Readonly<Record<string, readonly Tell[]>> = {
  'split.weights.milli-mixed': [plainQuantity],
  'split.weights.within-backend-balanced': [
    (mesh) => {
      mesh.service('pair', ['v2-0', 'v2-1']);
      mesh.apply('trafficsplits', split('website', { pair: 50, v3: 50 }));
      return mesh.share('website', 24);
    },
  ],
  'split.client.server-as-client': [
    (mesh) => {
      mesh.apply('trafficsplits', split('website', { v1: 1, v3: 1 }));
      return mesh.share('website', 12, { client: { namespace: 't', serviceAccount: 'v1-0' } });
    },
  ],
  'split.ports.multi': [
    (mesh) => {
      const ports = [{ name: 'grpc', port: 8080, target: 8080 }];
      mesh.service('birds', ['v0-0'], { ports });
      mesh.service('blue', ['v1-0'], { ports });
      mesh.apply('trafficsplits', split('birds', { blue: 1 }));
      return mesh.share('birds', 2, { request: { http2: true } });
    },
  ],
  'split.backend.deleted': [
    (mesh) => {
      const told = [{ v1: 1, v2: 1 }, { v2: 1 }].map((weights) => {
        mesh.apply('trafficsplits', split('website', weights));
        return mesh.share('website', 4);
      });
      mesh.removeService('v1');
      return [...told, mesh.share('website', 4)];
    },
  ],
  'split.matches.group-updated': [splitBeforeGroup],
  'split.matches.miss-goes-to-root': [oneConnection, everyPort],
  'gen.mesh-restart': [
    (mesh, behaviour) => {
      const known = (): ServiceDestination => {
        const port = mesh.plan('website');
        return {
          kind: 'service',
          namespace: 't',
          name: 'website',
          ports: port === undefined ? {} : { 8080: port },
        };
      };
      mesh.apply('trafficsplits', split('website', { v1: 1 }));
      const before = known();
      mesh.delete('trafficsplits', 'rollout');
      return behaviour.resumed(before, known());
    },
  ],
  'gen.invalid-object-isolation': [
    (mesh) => {
      mesh.apply('trafficsplits', split('website', { v1: 1 }));
      mesh.share('website', 1);
      routeGroup(mesh, 'broken', [{ name: 'broken', headers: { 'user-agent': '(' } }]);
      const matches = [{ kind: 'HTTPRouteGroup', name: 'broken' }];
      mesh.apply('trafficsplits', {
        apiVersion: 'split.smi-spec.io/v1alpha4',
        metadata: { name: 'second', uid: 'second' },
        spec: { service: 'foobar', backends: [{ service: 'v1', weight: 1 }], matches },
      });
      mesh.share('website', 1);
      mesh.apply('trafficsplits', split('website', { v2: 1 }));
      return mesh.share('website', 3);
    },
  ],
  'gen.cleanup': [groupBeforeSplit],
};

/** Questions besides the plain ones, with what ordinary clusters have and those do not. */
export function changesStory(plain: Story): Story {
  return Object.fromEntries(
    Object.entries(more).map(([requirement, tells]) => [
      requirement,
      (behaviour: Behaviour): unknown => [
        plain[requirement]?.(behaviour),
        ...tells.map((tell) => tell(testbed(behaviour), behaviour)),
      ],
    ]),
  );
}
