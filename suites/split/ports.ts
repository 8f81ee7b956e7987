import type { AppliedSplit, ScenarioContext, ServiceName } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

/** A split may be refused for its ports; then nothing can be seen of what it would do. */
export async function splitAllowed(
  context: ScenarioContext,
  root: ServiceName,
  backends: readonly ServiceName[],
): Promise<AppliedSplit> {
  const { accepted, words } = await context.admission.answers(
    context.api.render({
      kind: 'TrafficSplit',
      name: context.nameFor('mismatch'),
      namespace: context.namespace,
      service: root,
      backends: backends.map((service) => ({ service, weight: 1 })),
    }),
  );
  if (!accepted) context.unsupported(`the mesh refuses a split with a mismatch of ports: ${words}`);
  return await context.split(root, Object.fromEntries(backends.map((service) => [service, 1])));
}

/** The backend of v1 has another port than the root, that of v2 has the same. */
async function mismatched(context: ScenarioContext) {
  const { service } = context;
  const birds = await service('birds', { pods: 'v0' });
  const blue = await service('blue-birds', { pods: 'v1', port: 1024, targetPort: 8080 });
  const green = await service('green-birds', { pods: 'v2' });
  return { birds, blue, green, split: await splitAllowed(context, birds, [blue, green]) };
}

describeSection('traffic-split', 'Ports', {}, () => {
  scenario('split.ports.no-port-field', async ({ service, split, client, changePorts }) => {
    const ports = [{ port: 8080 }, { port: 9090 }];
    const birds = await service('birds', { pods: 'v0' });
    const blue = await service('blue-birds', { pods: 'v1', ports });
    const green = await service('green-birds', { pods: 'v2', ports });

    await split(birds, { [blue]: 1, [green]: 1 });

    await client.calls(birds).reachEach(['v1', 'v2']);
    await client.calls(birds, { port: 9090 }).neverReach(['v1', 'v2']);

    await changePorts(birds, ports);
    for (const { port } of ports) await client.calls(birds, { port }).reachEach(['v1', 'v2']);
  });

  scenario('split.ports.match-by-number', async ({ service, split, client }) => {
    const port = { port: 50_051, targetPort: 8080 };
    const birds = await service('birds', { pods: 'v0', ports: [{ ...port, name: 'birds' }] });
    const blue = await service('blue-birds', { pods: 'v1', ports: [{ ...port, name: 'blue' }] });
    // A port for datagrams is another one, though its number is the same.
    const datagrams = { port: 50_051, targetPort: 7070, protocol: 'udp', name: 'other' } as const;
    const green = await service('green-birds', {
      pods: 'v2',
      ports: [datagrams, { ...port, name: 'green' }],
    });
    // The only port of a Service need not have a name.
    const teal = await service('teal-birds', { pods: 'v3', ports: [{ ...port, name: null }] });

    await split(birds, { [blue]: 1, [green]: 1, [teal]: 1 });

    await client.calls(birds).reachEach(['v1', 'v2', 'v3']);
  });

  scenario('split.ports.target-port', async ({ service, split, client, changePorts }) => {
    const birds = await service('birds', { pods: 'v0' });
    const blue = await service('blue-birds', { pods: 'v1' });
    const green = await service('green-birds', { pods: 'v2', targetPort: 8081 });
    // The pods of the green ones once more, on another port.
    const teal = await service('teal-birds', { pods: 'v2', targetPort: 8080 });

    await split(birds, { [blue]: 1, [green]: 1, [teal]: 1 });

    await client.calls(birds).arriveOn({ v1: 8080, v2: [8080, 8081] });
    await changePorts(blue, [{ port: 8080, targetPort: 9090 }]);
    await client.calls(birds).arriveOn({ v1: 9090, v2: [8080, 8081] });
  });

  scenario('split.ports.named-target-port', async ({ service, split, client }) => {
    const birds = await service('birds', { pods: 'v0' });
    const green = await service('green-birds', { pods: 'v2', targetPort: 'http-8081' });

    await split(birds, { [green]: 1 });

    await client.calls(birds).arriveOn({ v2: 8081 });
  });

  // Two of them lead to one port of the pods, and one is called by gRPC and by its name for that.
  scenario('split.ports.multi', async ({ service, split, client }) => {
    const ports = [{ port: 8080 }, { port: 9090 }, { port: 80, targetPort: 8080 }];
    const all = [...ports, { port: 50_051, targetPort: 8080, prefix: 'grpc' }];
    const birds = await service('birds', { pods: 'v0', ports: all });
    const blue = await service('blue-birds', { pods: 'v1', ports: all });
    const green = await service('green-birds', { pods: 'v2', ports: all });
    const byGrpc = client.calls(birds, { port: 50_051, protocol: 'grpc' });
    const { lost } = await byGrpc.look();

    const rollout = await split(birds, { [blue]: 90, [green]: 10 });
    for (const { port } of ports) await client.calls(birds, { port }).areShared({ v1: 90, v2: 10 });

    // Each by itself: a client that goes from one to the other and back meets both backends on both.
    await rollout.update({ [blue]: 1, [green]: 1 });
    await client.takesTurns(birds, [8080, 9090], ['v1', 'v2']);
    // Not every mesh carries it, split or not.
    if (lost === 0) await byGrpc.reachEach(['v1', 'v2']);
  });

  scenario('split.ports.extra-on-backend', async ({ service, split, client }) => {
    const birds = await service('birds', { pods: 'v0' });
    const blue = await service('blue-birds', { pods: 'v1' });
    const green = await service('green-birds', { pods: 'v2', ports: [{ port: 9090 }, { port: 8080 }] });

    await split(birds, { [blue]: 1, [green]: 1 });

    await client.calls(birds).arriveOn({ v1: 8080, v2: 8080 });
  });

  scenario('split.ports.mismatch-excluded', async (context) => {
    const { birds } = await mismatched(context);

    await context.client.calls(birds).allReach('v2', { requests: 250 });
  });

  scenario('split.ports.event', async (context) => {
    const { split } = await mismatched(context);

    await split.isToldInEvents();
  });

  scenario('split.ports.service-update', async (context) => {
    const { birds, blue } = await mismatched(context);
    await context.client.calls(birds).allReach('v2');

    await context.changePorts(blue, [{ port: 8080 }]);
    await context.client.calls(birds).reachEach(['v1', 'v2']);

    // And one that loses it does not.
    await context.changePorts(blue, [{ port: 1024, targetPort: 8080 }]);
    await context.client.calls(birds).allReach('v2');
  });
});
