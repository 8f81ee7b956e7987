import type { SmiObject } from '../../fixtures/smi/model.ts';
import { atLeast } from '../../fixtures/smi/index.ts';
import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { conditional } from './conditional.ts';
import { guard } from './guard.ts';

const many = 50;

describeSection('SPEC_LATEST_STABLE', 'Technical Overview', { alone: true, testbed: 'exclusive' }, () => {
  scenario('gen.invalid-object-isolation', async (context) => {
    const { admission, api, client, note, service, split } = context;
    const guarded = await guard(context);
    const { change } = await conditional(context);
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');
    const { holds, admitsWith } = await guarded();
    let [now, next] = [v1, v2];

    for (const [what, object] of await badObjects(context)) {
      if (!(await admission.answers(api.render(object))).accepted) continue;
      await context.apply(object);
      note('A bad object', [`From here on there is ${what}.`]);
      [now, next] = [next, now];
      await rollout.update({ [now]: 1 });
      await client.calls(website).allReach(now === v1 ? 'v1' : 'v2');
    }
    const other = await service('other', { pods: 'v0' });
    await split(other, { [v2]: 1 });
    await client.calls(other).allReach('v2');
    await (
      await change()
    )();
    // Groups of names before and after that of the bad one.
    await Promise.all([holds(), admitsWith('admitted'), admitsWith('welcomed')]);
  });

  scenario('gen.mesh-restart', async (context) => {
    const { service, split, client, mesh } = context;
    const guarded = await guard(context);
    const { change } = await conditional(context);
    const steady = await service('steady', { pods: 'v0' });
    const moving = await service('moving', { pods: 'v3' });
    const ending = await service('ending', { pods: 'v3' });
    const beginning = await service('beginning', { pods: 'v3' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    await split(steady, { [v1]: 1 });
    const rollout = await split(moving, { [v1]: 1 });
    const last = await split(ending, { [v1]: 1 });
    await Promise.all([steady, moving, ending].map((root) => client.calls(root).allReach('v1')));
    await client.calls(beginning).allReach('v3');
    const { holds } = await guarded();
    let newcomer = ending;
    let isChanged: () => Promise<void> = () => Promise.resolve();

    await mesh.restartControlPlane(async () => {
      await Promise.all([
        rollout.update({ [v2]: 1 }),
        last.remove(),
        split(beginning, { [v2]: 1 }),
        service('newcomer', { pods: 'v3' }).then((made) => (newcomer = made)),
        change().then((expectation) => (isChanged = expectation)),
        client.calls(steady).allReach('v1'),
      ]);
    });

    await Promise.all([moving, beginning].map((root) => client.calls(root).allReach('v2')));
    await Promise.all([ending, newcomer].map((plain) => client.calls(plain).allReach('v3')));
    await isChanged();
    await Promise.all([client.calls(steady).allReach('v1', { requests: 250 }), holds()]);
    await rollout.update({ [v1]: 1 });
    await client.calls(moving).allReach('v1');
    await rollout.remove();
    await client.calls(moving).allReach('v3');
    const isBack = await change();
    await isBack();
  });

  scenario('gen.scale', async ({ service, split, client, observe }) => {
    const v1 = await service('website-v1', { pods: 'v1' });
    const numbers = Array.from({ length: many }, (_, index) => index);
    const roots = await Promise.all(numbers.map((number) => service(`website-${number}-`, { pods: 'v0' })));
    await Promise.all(roots.map((root) => split(root, { [v1]: 1 })));

    const inForce = await client.whichReach(roots, 'v1');

    observe(
      inForce.length === many ? 'all-in-force' : 'some-in-force',
      `${inForce.length} of ${many} splits, applied at once, are in force.`,
    );
  });
});

/** What a mesh can make nothing of, one by one; admission may refuse it, as the documents let it. */
async function badObjects({
  version,
  api,
  nameFor,
  namespace,
  service,
  serverAccount,
  clients,
  dialect,
}: ScenarioContext): Promise<readonly (readonly [what: string, object: SmiObject])[]> {
  const nowhere = await service('nowhere', { pods: 'v3' });
  const named = (name: string) => ({ name: nameFor(name), namespace });
  const to = (...weights: readonly number[]) =>
    weights.map((weight, index) => ({ service: nameFor(`missing-${index + 1}`), weight }));
  const split = (name: string, rest: { service: string; backends: ReturnType<typeof to> }): SmiObject => ({
    kind: 'TrafficSplit',
    ...named(name),
    ...rest,
  });
  const brokenRoutes: SmiObject = {
    kind: 'HTTPRouteGroup',
    ...named('broken'),
    matches: [
      { name: 'broken', pathRegex: '/(unclosed', methods: ['GET'] },
      ...(atLeast(dialect.specs, 'v1alpha2') ? [{ name: 'worse', headers: { 'x-group': '(unclosed' } }] : []),
    ],
  };
  // For the same destination as good ones.
  const brokenTarget: SmiObject = {
    kind: 'TrafficTarget',
    ...named('broken'),
    destination: { kind: 'ServiceAccount', name: serverAccount, namespace },
    sources: [{ kind: 'ServiceAccount', name: clients.three.serviceAccount, namespace }],
    rules: [{ kind: 'HTTPRouteGroup', name: brokenRoutes.name }],
    ...(dialect.access === 'v1alpha1' ? { port: 8080 } : {}),
  };
  const served = api.servedVersions('HTTPRouteGroup').length > 0;
  return [
    [
      'a TrafficSplit whose root does not exist',
      split('rootless', { service: nameFor('missing'), backends: to(1) }),
    ],
    ['a TrafficSplit whose backends do not exist', split('loose', { service: nowhere, backends: to(1, 1) })],
    [
      'a TrafficSplit whose weights are all zero',
      split('weightless', { service: nowhere, backends: to(0, 0) }),
    ],
    ['a TrafficSplit without backends', split('empty', { service: nowhere, backends: [] })],
    ...(served ? [['an HTTPRouteGroup whose pattern is no regular expression', brokenRoutes] as const] : []),
    ...(served && api.servedVersions('TrafficTarget').length > 0
      ? [['a TrafficTarget that refers to those routes', brokenTarget] as const]
      : []),
    ...(served && atLeast(version, 'v1alpha3')
      ? [
          [
            'a TrafficSplit that refers to those routes',
            {
              ...split('unmatched', { service: nowhere, backends: to(1) }),
              matches: [{ kind: 'HTTPRouteGroup', name: brokenRoutes.name }],
            } as SmiObject,
          ] as const,
          [
            'a TrafficSplit that refers to routes which do not exist',
            {
              ...split('groundless', { service: nowhere, backends: to(1) }),
              matches: [{ kind: 'HTTPRouteGroup', name: nameFor('missing-routes') }],
            } as SmiObject,
          ] as const,
        ]
      : []),
  ];
}
