import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

/** v1alpha1 writes the same weights as quantities. */
function weight(context: ScenarioContext, whole: number, quantity: string): number | string {
  return context.version === 'v1alpha1' ? quantity : whole;
}

describeSection('traffic-split', 'Workflow', {}, () => {
  // The whole narrative of the section, step by step; pods join and leave the root's selector as Deployments would.
  scenario('split.workflow.rollout', async (context) => {
    const { service, enrol, dismiss, split, client } = context;
    await enrol('v1');
    const foobar = await service('foobar', { pods: 'enrolled' });
    const v1 = await service('foobar-v1', { pods: 'v1' });

    // The split names v2 before anything of v2 exists.
    const v2 = context.serviceNamed('foobar-v2');
    const rollout = await split(foobar, { [v1]: weight(context, 100, '1'), [v2]: weight(context, 0, '0m') });
    await client.calls(foobar).allReach('v1');

    await enrol('v2');
    await service('foobar-v2', { pods: 'v2' });
    await client.calls(v2).allReach('v2');
    await client.calls(foobar).allReach('v1');

    await rollout.update({ [v1]: weight(context, 1000, '1'), [v2]: weight(context, 500, '500m') });
    await client.calls(foobar).areShared({ v1: 2, v2: 1 });

    await rollout.update({ [v2]: weight(context, 1, '1') });
    await client.calls(foobar).allReach('v2');

    await dismiss('v1');
    await context.removeService(v1);
    await rollout.remove();
    await client.calls(foobar).allReach('v2');
  });
});
