import type { PortMapping, ScenarioContext, Sight } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { firefoxRoute } from './conditions.ts';

const tcp: readonly PortMapping[] = [{ port: 7070, protocol: 'tcp' }];

/** A root and two backends that speak no HTTP. */
async function database({ service }: ScenarioContext) {
  return {
    root: await service('database', { pods: 'v0', ports: tcp }),
    v1: await service('database-v1', { pods: 'v1', ports: tcp }),
    v2: await service('database-v2', { pods: 'v2', ports: tcp }),
  };
}

// The documents speak of requests. What becomes of connections that carry none is recorded.
describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.weights.connection-level', async (context) => {
    const { root, v1, v2 } = await database(context);

    await context.split(root, { [v1]: 50, [v2]: 50 });

    const sight = await context.client.calls(root, { protocol: 'tcp' }).look();
    context.observe(whereConnectionsGo(sight), sight.words);
  });

  scenario('split.matches.non-http', async (context) => {
    const { root, v1 } = await database(context);
    const group = await context.routes('firefox', [firefoxRoute]);

    await context.split(root, { [v1]: 100 }, { matches: [group] });

    const sight = await context.client.calls(root, { protocol: 'tcp' }).look();
    if (sight.lost > 0) context.observe('fails', sight.words);
    else context.observe(sight.workloads['v0'] === undefined ? 'split' : 'not-split', sight.words);
  });
});

function whereConnectionsGo({ workloads, lost }: Sight): string {
  if (lost > 0) return 'fails';
  if (workloads['v0'] !== undefined) return 'not-split';
  return workloads['v1'] === undefined || workloads['v2'] === undefined ? 'one-backend' : 'per-connection';
}
