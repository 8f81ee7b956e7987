import { workloadLabel } from '../../fixtures/agent/manifest.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { programme } from './programme.ts';

/** Nobody has these: they stand in the object as they do in the example, where one scheme is enough. */
const spiffeIdentities = [
  'spiffe://cluster.local/ns/default/sa/service-a',
  'spiffe://federated.trustdomain/boundary/boundaryName/identifierType/identifier',
] as const;

describeSection('traffic-access', 'IdentityBinding', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('ex.access.identitybinding', async (context) => {
    const { service, server, clients, binding, routes, target, access } = context;
    const { one, two, three } = clients;
    programme(
      context,
      { 'service-a': one, 'service-a-account': two },
      'Labels and a service account exclude each other, so the binding of the document is two.',
      'SPIFFE identities are written with their scheme.',
    );
    const application = await service('application', { pods: server });
    const everything = await routes('everything', [{ name: 'everything', pathRegex: '.*', methods: ['*'] }]);
    const byLabels = await binding('service-a', {
      podLabels: { [workloadLabel]: one.name },
      spiffeIdentities,
    });
    const byAccount = await binding('service-a-account', {
      serviceAccount: two.serviceAccount,
      spiffeIdentities,
    });

    await target('labels', { sources: [byLabels], rules: [everything.rule()] });
    await access(application, [reached(one, 'GET /'), denied(two, 'GET /'), denied(three, 'GET /')]);

    await target('account', { sources: [byAccount], rules: [everything.rule()] });
    await access(application, [reached(one, 'GET /'), reached(two, 'GET /'), denied(three, 'GET /')]);
  });
});
