import { describeSection, scenario } from '../scenario/registry.ts';
import { readingOf, standing } from './standing.ts';

const both = [{ port: 8080 }, { port: 9090 }];

/** By what becomes of the port that both backends have, and of the one that only one has. */
const fates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  split: { 'left-out': 'per-port', fails: 'fails' },
  'left-out': { 'left-out': 'backend-left-out' },
};

describeSection('traffic-split', 'Ports', {}, () => {
  scenario('split.ports.admission', async (context) => {
    const { service, admission, api, nameFor, namespace } = context;
    const birds = await service('birds', { pods: 'v0' });
    const blue = await service('other-port-birds', { pods: 'v1', port: 1024, targetPort: 8080 });
    const object = {
      name: nameFor('birds'),
      namespace,
      service: birds,
      backends: [{ service: blue, weight: 1 }],
    };

    const { accepted, words } = await admission.answers(api.render({ kind: 'TrafficSplit', ...object }));

    context.observe(accepted ? 'accepted' : 'rejected', words);
  });

  scenario('split.ports.partial', async (context) => {
    const { root, change } = await standing(context, { ports: both });
    const blue = await context.service('blue-birds', { pods: 'v1' });
    const green = await context.service('green-birds', { pods: 'v2', ports: both });

    const shared = await change(root, { [blue]: 1, [green]: 1 });
    const missing = await context.client.calls(root, { port: 9090 }).look({ without: ['v3'] });

    const onShared = readingOf(shared, { 'v1 v2': 'split', v2: 'left-out' });
    const onMissing = readingOf(missing, { v2: 'left-out', 'v2 lost': 'fails', lost: 'fails' });
    context.observe(
      fates[onShared]?.[onMissing] ?? 'mixed',
      `The port of both: ${onShared}; the other: ${onMissing}.`,
    );
  });

  scenario('split.ports.all-mismatch', async (context) => {
    const { root, change } = await standing(context);
    const blue = await context.service('blue-birds', { pods: 'v1', port: 1024, targetPort: 8080 });
    const green = await context.service('green-birds', { pods: 'v2', port: 1024, targetPort: 8080 });

    const sight = await change(root, { [blue]: 1, [green]: 1 });

    context.observe(readingOf(sight, { lost: 'fails', v0: 'root' }));
  });
});
