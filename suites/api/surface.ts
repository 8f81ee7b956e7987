import { fullestObject } from '../../fixtures/smi/index.ts';
import type { Manifest, SmiGroup, SmiKind } from '../../fixtures/smi/model.ts';
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

describeSection('traffic-access', 'IdentityBinding', { testbed: 'none', evenIfNotServed: true }, () => {
  scenario('api.identitybinding.served', async (context) => {
    await Promise.resolve();
    isServed(context, 'IdentityBinding');
  });
});

/** The kinds of each group that every version of it has. */
const kindsOf = {
  split: ['TrafficSplit'],
  access: ['TrafficTarget'],
  specs: ['HTTPRouteGroup', 'TCPRoute'],
} as const satisfies Record<SmiGroup, readonly SmiKind[]>;

describeSection('SPEC_LATEST_STABLE', 'Technical Overview', { testbed: 'shared' }, () => {
  // With every field that the version has: what the API server's schema lacks is lost without a word.
  scenario('api.roundtrip', async ({ group, version, nameFor, namespace, api }) => {
    const named = { name: nameFor('roundtrip'), namespace };
    for (const kind of kindsOf[group]) await api.survivesRoundTrip(fullestObject(kind, version, named));
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
