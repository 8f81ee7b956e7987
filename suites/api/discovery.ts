import { kindNames } from '../../fixtures/smi/index.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

describeSection('SPEC_LATEST_STABLE', 'Technical Overview', { testbed: 'none' }, () => {
  scenario('api.namespaced', async ({ api, violation }) => {
    const announced = await api.announced();
    for (const kind of api.kinds) {
      const found = announced.find((resource) => resource.kind === kind);
      if (found?.namespaced === false)
        violation(`${kind} to belong to a namespace`, 'it is announced as belonging to the whole cluster');
    }
  });

  // Another kind of the cluster may claim a short name too: what SMI's own kinds announce is asked, not who else does.
  scenario('api.names', async ({ api, violation }) => {
    const announced = await api.announced();
    for (const kind of api.kinds) {
      const { plural, singular, shortName } = kindNames[kind];
      const found = announced.find((resource) => resource.kind === kind);
      if (found === undefined) continue;
      const names = [found.name, found.singularName, ...found.shortNames];
      const missing = [plural, singular, shortName].filter((name) => !names.includes(name));
      if (missing.length > 0)
        violation(`${kind} to go by ${missing.join(' and ')}`, `it goes by ${names.join(', ')}`);
    }
  });

  // A group of which one version has its pair can be used as documented; its other versions are for whoever needs them.
  scenario('api.compat-pairs', async ({ api, group, version, note, unsupported, violation }) => {
    await Promise.resolve();
    const routes = api.servedVersions('HTTPRouteGroup');
    if (routes.length === 0) unsupported('The cluster serves no version of specs.smi-spec.io to go with it.');
    const served = api.versions.filter((one) => api.pairs(one) !== undefined);
    const paired = served.filter((one) => api.pairs(one) === true);
    note('Pairs of versions', [
      `Of ${group}.smi-spec.io ${served.join(', ')} are served; the routes that go with them are served for ${paired.join(', ') || 'none'}.`,
    ]);
    if (paired.length === 0)
      violation(
        `a version of specs.smi-spec.io that the document of ${group} ${version} names as compatible`,
        `specs.smi-spec.io is served in ${routes.join(', ')}`,
      );
  });
});
