import type { Client, ScenarioContext, ServiceName } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

/** v1alpha1 writes the same weights as quantities. */
function weight(context: ScenarioContext, whole: number, quantity: string): number | string {
  return context.version === 'v1alpha1' ? quantity : whole;
}

/**
 * The whole narrative of the section, step by step, each with the outcome that it states for every one of `clients`; pods
 * join and leave the root's selector as Deployments would. Answers with the root.
 */
export async function rolledOut(context: ScenarioContext, clients: readonly Client[]): Promise<ServiceName> {
  const { service, enrol, dismiss, split } = context;
  const allReach = async (called: ServiceName, workload: string): Promise<void> => {
    for (const client of clients) await client.calls(called).allReach(workload);
  };
  await enrol('v1');
  const foobar = await service('foobar', { pods: 'enrolled' });
  const v1 = await service('foobar-v1', { pods: 'v1' });

  // The split names v2 before anything of v2 exists.
  const v2 = context.serviceNamed('foobar-v2');
  const backends = { [v1]: weight(context, 100, '1'), [v2]: weight(context, 0, '0m') };
  const rollout = await split(foobar, backends, { name: 'foobar-rollout' });
  await allReach(foobar, 'v1');

  await enrol('v2');
  await service('foobar-v2', { pods: 'v2' });
  await allReach(v2, 'v2');
  await allReach(foobar, 'v1');

  await rollout.update({ [v1]: weight(context, 1000, '1'), [v2]: weight(context, 500, '500m') });
  for (const client of clients) await client.calls(foobar).areShared({ v1: 2, v2: 1 });

  await rollout.update({ [v2]: weight(context, 1, '1') });
  await allReach(foobar, 'v2');

  await dismiss('v1');
  await context.removeService(v1);
  await rollout.remove();
  await allReach(foobar, 'v2');
  return foobar;
}

describeSection('traffic-split', 'Workflow', {}, () => {
  scenario('split.workflow.rollout', async (context) => {
    await rolledOut(context, [context.client]);
  });
});
