import type { Manifest, SmiKind, SmiObject } from '../../fixtures/smi/model.ts';
import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

/** The mesh declares this version: the cluster must offer the kind in it. */
function isServed({ api, version, violation, note }: ScenarioContext, kind: SmiKind): void {
  const served = api.servedVersions(kind);
  note(`${kind} in the API`, [`Served versions: ${served.join(', ') || 'none'}.`], { served });
  if (!served.includes(version)) {
    violation(
      `${kind} to be served in ${version}, which the mesh declares`,
      served.length === 0 ? 'no version of it is served' : `served only in ${served.join(', ')}`,
    );
  }
}

describeSection(
  'SPEC_LATEST_STABLE',
  'Technical Overview',
  { testbed: 'none', evenIfNotServed: true },
  () => {
    scenario('api.split.served', async (context) => {
      await Promise.resolve();
      isServed(context, 'TrafficSplit');
    });

    scenario('api.access.served', async (context) => {
      await Promise.resolve();
      isServed(context, 'TrafficTarget');
    });

    scenario('api.specs.served', async (context) => {
      await Promise.resolve();
      isServed(context, 'HTTPRouteGroup');
      isServed(context, 'TCPRoute');
    });
  },
);

/** One object of each kind of a group, with every field that the version has. */
function fullest({
  group,
  version,
  headerShapeKnown,
  nameFor,
  namespace,
}: ScenarioContext & { readonly headerShapeKnown: boolean }): readonly SmiObject[] {
  const named = { name: nameFor('roundtrip'), namespace };
  const newer = version === 'v1alpha3' || version === 'v1alpha4';
  switch (group) {
    case 'split':
      return [
        {
          kind: 'TrafficSplit',
          ...named,
          service: 'website',
          backends: [
            { service: 'website-v1', weight: version === 'v1alpha1' ? '1500m' : 1500 },
            { service: 'website-v2', weight: version === 'v1alpha1' ? '0m' : 0 },
          ],
          ...(newer ? { matches: [{ kind: 'HTTPRouteGroup', name: 'firefox' }] } : {}),
        },
      ];
    case 'access':
      return [
        {
          kind: 'TrafficTarget',
          ...named,
          destination: { kind: 'ServiceAccount', name: 'server', namespace },
          sources: [{ kind: 'ServiceAccount', name: 'client', namespace }],
          rules: [
            { kind: 'HTTPRouteGroup', name: 'routes', matches: ['metrics'] },
            { kind: 'TCPRoute', name: 'port' },
          ],
          ...(newer ? {} : { port: 8080 }),
        },
      ];
    case 'specs':
      return [
        {
          kind: 'HTTPRouteGroup',
          ...named,
          matches: [
            {
              name: 'metrics',
              pathRegex: '/metrics',
              methods: ['GET', 'HEAD'],
              ...(headerShapeKnown
                ? { headers: { 'user-agent': '.*Firefox.*', 'x-group': '^insiders$' } }
                : {}),
            },
          ],
        },
        { kind: 'TCPRoute', ...named, ...(version === 'v1alpha4' ? { ports: [8080, 9090] } : {}) },
      ];
  }
}

describeSection('SPEC_LATEST_STABLE', 'Technical Overview', { testbed: 'shared' }, () => {
  scenario('api.roundtrip', async (context) => {
    const headerShapeKnown = context.version !== 'v1alpha1';
    for (const object of fullest({ ...context, headerShapeKnown }))
      await context.api.survivesRoundTrip(object);
  });

  // The documents write a map; the SDK that most meshes are built on takes a list of one-key maps.
  scenario('api.headers-shape', async (context) => {
    const routes = (headers: unknown): Manifest => {
      const matches = [{ name: 'firefox', headers }];
      return {
        apiVersion: `specs.smi-spec.io/${context.version}`,
        kind: 'HTTPRouteGroup',
        metadata: { name: context.nameFor('headers'), namespace: context.namespace },
        ...(context.version === 'v1alpha2' ? { matches } : { spec: { matches } }),
      };
    };
    const map = await context.admission.answers(routes({ 'user-agent': '.*Firefox.*' }));
    const list = await context.admission.answers(routes([{ 'user-agent': '.*Firefox.*' }]));
    const reading = map.accepted ? (list.accepted ? 'both' : 'map') : list.accepted ? 'list' : 'neither';
    context.observe(
      reading,
      `The map of the documents: ${map.words}`,
      `The list of one-key maps: ${list.words}`,
    );
  });
});
