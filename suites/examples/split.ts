import { describeSection, scenario } from '../scenario/registry.ts';
import { chrome, firefox } from '../split/conditions.ts';
import { splitAllowed } from '../split/ports.ts';
import { readingOf } from '../split/standing.ts';
import { website } from '../split/website.ts';
import { rolledOut } from '../split/workflow.ts';
import { programme } from './programme.ts';

describeSection('traffic-split', 'Specification', {}, () => {
  scenario('ex.split.my-weights', async (context) => {
    const { service, split, client } = context;
    programme(context, { numbers: 'v0', one: 'v1', two: 'v2', three: 'v3' });
    const numbers = await service('numbers', { pods: 'v0' });
    const one = await service('one', { pods: 'v1' });
    const two = await service('two', { pods: 'v2' });
    const three = await service('three', { pods: 'v3' });

    await split(numbers, { [one]: '10m', [two]: '100m', [three]: '1500m' }, { name: 'my-weights' });

    await client.calls(numbers).areShared({ v1: 10, v2: 100, v3: 1500 });
  });

  scenario('ex.split.my-trafficsplit', async (context) => {
    const { service, split, client } = context;
    programme(context, { 'my-website': 'v0', 'my-website-v1': 'v1', 'my-website-v2': 'v2' });
    const root = await service('my-website', { pods: 'v0' });
    const v1 = await service('my-website-v1', { pods: 'v1' });
    const v2 = await service('my-website-v2', { pods: 'v2' });

    await split(root, { [v1]: 50, [v2]: 50 }, { name: 'my-trafficsplit' });

    await client.calls(root).areShared({ v1: 50, v2: 50 });
  });

  scenario('ex.split.canary', async (context) => {
    const { root, v1, v2 } = await website(context);
    programme(
      context,
      { website: 'v0', 'website-v1': 'v1', 'website-v2': 'v2' },
      ...(context.version === 'v1alpha3'
        ? ['v1alpha3 states the shares the wrong way round: the object holds.']
        : []),
    );

    await context.split(root, { [v1]: 90, [v2]: 10 }, { name: 'canary' });

    await context.client.calls(root).areShared({ v1: 90, v2: 10 });
  });

  scenario('ex.split.ab-test', async (context) => {
    const { root, v1, v2 } = await website(context);
    programme(
      context,
      { website: 'v0', 'website-v1': 'v1', 'website-v2': 'v2' },
      'The routes of the group stand under spec.matches and not at its root, where they would be pruned away.',
      `Headers are written as a ${context.api.headerShape}, as the cluster's definition has them.`,
    );
    const users = await context.routes('ab-test', [
      { name: 'firefox-users', headers: { 'user-agent': '.*Firefox.*' } },
    ]);

    await context.split(root, { [v1]: 0, [v2]: 100 }, { name: 'ab-test', matches: [users] });

    const using = (agent: string) => context.client.calls(root, { headers: { 'user-agent': agent } });
    await using(firefox['user-agent']).allReach('v2');
    await using(chrome['user-agent']).allReach('v0');
  });
});

describeSection('traffic-split', 'Ports', {}, () => {
  // `birds` selects the pods of either colour, as in the document; the split between them is the only object that is added.
  scenario('ex.split.ports-valid', async (context) => {
    const { service, split, client } = context;
    programme(context, { birds: 'v1 and v2', 'blue-birds': 'v1', 'green-birds': 'v2' });
    const [grpc, rest] = [
      { port: 8080, name: 'grpc' },
      { port: 9090, name: 'rest' },
    ] as const;
    const birds = await service('birds', { pods: 'rollout', ports: [grpc, rest] });
    const blue = await service('blue-birds', { pods: 'v1', ports: [grpc, rest] });
    const green = await service('green-birds', { pods: 'v2', ports: [{ ...grpc, targetPort: 8081 }, rest] });

    await split(birds, { [blue]: 1, [green]: 1 });

    await client.calls(birds, { port: 8080 }).arriveOn({ v1: 8080, v2: 8081 });
    await client.calls(birds, { port: 8080 }).areShared({ v1: 1, v2: 1 });
    await client.calls(birds, { port: 9090 }).arriveOn({ v1: 9090, v2: 9090 });
  });

  scenario('ex.split.ports-mismatch', async (context) => {
    const { service, client } = context;
    programme(context, { birds: 'v1 and v2', 'blue-birds': 'v1', 'green-birds': 'v2' });
    const birds = await service('birds', { pods: 'rollout', ports: [{ port: 8080, name: 'grpc' }] });
    const blue = await service('blue-birds', {
      pods: 'v1',
      ports: [{ port: 1024, name: 'grpc', targetPort: 8080 }],
    });
    const green = await service('green-birds', { pods: 'v2', ports: [{ port: 8080, name: 'grpc' }] });

    await splitAllowed(context, birds, [blue, green]);

    await client.calls(birds).allReach('v2', { requests: 250 });
  });
});

describeSection('traffic-split', 'Workflow', { waitsLong: true }, () => {
  // The three TrafficSplits and the steps between them, seen by two clients since shares are each client's own. At the end
  // nothing of the rollout is left, and a client outside of the mesh finds the new version as the others do.
  scenario('ex.split.workflow', async (context) => {
    const { one, two, outsider } = context.clients;
    programme(context, {
      foobar: 'v1, then v2 as well, then v2 alone',
      'foobar-v1': 'v1',
      'foobar-v2': 'v2',
    });

    const foobar = await rolledOut(context, [one, two]);

    await outsider.calls(foobar, { host: context.plainHost }).allReach('v2');
  });
});

describeSection('traffic-split', 'Tradeoffs', {}, () => {
  // What the document says cannot be. Everything goes to a third backend first, so that the change itself is what is seen.
  scenario('ex.split.self-reference', async (context) => {
    const { service, split, client, version } = context;
    programme(
      context,
      { foobar: 'v0', 'foobar-next': 'v1' },
      'The root does not select the pods of foobar-next, so that it can be seen where requests went.',
    );
    const foobar = await service('foobar', { pods: 'v0' });
    const next = await service('foobar-next', { pods: 'v1' });
    const before = await service('foobar-before', { pods: 'v3' });
    const mySplit = await split(foobar, { [before]: 1 }, { name: 'my-split' });
    await client.calls(foobar).allReach('v3');
    const [tenth, rest] = version === 'v1alpha1' ? ['100m', '900m'] : [100, 900];

    const taken = await context.offered(async () => {
      await mySplit.update({ [next]: tenth, [foobar]: rest });
      return true;
    });

    if (taken === undefined) context.unsupported('The mesh refuses such a split at admission.');
    const sight = await client.calls(foobar).look({ requests: 400, without: ['v3'] });
    const readings = { 'v0 v1': 'honoured', v0: 'ignored', v1: 'left-out' };
    context.observe(sight.lost > 0 ? 'loops' : readingOf(sight, readings));
  });
});

describeSection('traffic-split', 'Example implementation', {}, () => {
  scenario('ex.split.my-canary', async (context) => {
    const { service, split, client, version } = context;
    programme(context, { web: 'v0', 'web-next': 'v2', 'web-current': 'v1' });
    const web = await service('web', { pods: 'v0' });
    const next = await service('web-next', { pods: 'v2' });
    const current = await service('web-current', { pods: 'v1' });
    const [tenth, rest] = version === 'v1alpha1' ? ['100m', '900m'] : [100, 900];

    await split(web, { [next]: tenth, [current]: rest }, { name: 'my-canary' });

    await client.calls(web).areShared({ v2: 100, v1: 900 });
  });
});
