import { workloadLabel } from '../../fixtures/agent/manifest.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { bindElsewhere, bound, get, grant, labelsOf } from './bound.ts';

// What a TrafficTarget may name a binding as, and beside what.
describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.ib.destination', async (context) => {
    const { one, two } = bound(context);
    const { server, enrolledLabels } = context;
    const api = await context.service('api', { pods: server });

    const binding = await context.binding('server', { serviceAccount: two.serviceAccount });
    await grant(context, 'server', [one], binding);
    await context.access(api, [denied(one, get)], { wayShownBelow: true });

    // The server's pods come to be among those that it stands for: as it changes, and as they do.
    await binding.update({ podLabels: { [workloadLabel]: server } });
    await context.access(api, [reached(one, get), denied(two, get)]);
    await binding.update({ podLabels: enrolledLabels });
    await context.access(api, [denied(one, get)], { wayShownBelow: true });
    await context.enrol(server);
    await context.access(api, [reached(one, get), denied(two, get)]);
    await context.dismiss(server);
    await context.access(api, [denied(one, get)]);
  });

  // Also beside bindings of those names elsewhere, which stand for pods there.
  scenario('access.ib.mixed-kinds', async (context) => {
    const { one, two, three, elsewhere, outsider } = bound(context);
    const api = await context.service('api', { pods: context.server });
    const table = [one, two, three, elsewhere].map((client) => reached(client, get));

    const away = await bindElsewhere(context, 'account', { serviceAccount: 'default' });
    const account = await context.binding('account', { serviceAccount: two.serviceAccount });
    const labels = await context.binding('labels', { podLabels: labelsOf(three) });
    await grant(context, 'mixed', [one, account, elsewhere, labels]);
    await context.access(api, [...table, denied(outsider, get)]);

    await away.remove();
    await bindElsewhere(context, 'labels', { serviceAccount: 'default' });
    await context.access(api, [...table, denied(outsider, get)]);
  });

  scenario('access.ib.sa-still-works', async (context) => {
    const { one, two } = context.clients;
    const api = await context.service('api', { pods: context.server });

    await grant(context, 'accounts', [one]);

    await context.access(api, [reached(one, get), denied(two, get)]);
  });
});
