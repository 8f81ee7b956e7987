import { fullestObject } from '../../fixtures/smi/index.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { shareInWords } from './weights-read.ts';

describeSection('SPEC_LATEST_STABLE', 'Technical Overview', { testbed: 'shared' }, () => {
  scenario('api.standard-tools', async ({ api, version, nameFor, namespace }) => {
    for (const kind of api.kinds) {
      const object = api.tools(fullestObject(kind, version, { name: nameFor('tools'), namespace }));
      await object.create();
      const untilGone = await object.watch();
      await object.get();
      await object.list();
      await object.print();
      await object.mergePatch();
      await object.serverSideApply();
      await object.update();
      await object.delete();
      await untilGone();
    }
  });

  // What the suite writes carries nothing of any mesh's: no field, label or annotation but those of the documents and its own.
  scenario('api.installable-anywhere', async (context) => {
    const { api, group, version, nameFor, namespace, client } = context;
    for (const kind of api.kinds)
      await context.apply(fullestObject(kind, version, { name: nameFor('portable'), namespace }));
    if (group !== 'split') return;
    const root = await context.service('website', { pods: 'base' });
    const v1 = await context.service('website-v1', { pods: 'v1' });
    await context.split(root, { [v1]: 1 });
    await client.calls(root).allReach('v1');
  });

  scenario('api.dryrun-admission', async ({ api, version, nameFor, namespace, admission }) => {
    for (const kind of api.kinds) {
      const object = fullestObject(kind, version, { name: nameFor('rehearsed'), namespace });
      await admission.accepts(`a valid ${kind}`, api.render(object));
      await api.isAbsent(object);
    }
  });
});

describeSection('SPEC_LATEST_STABLE', 'Terminology', { testbed: 'shared' }, () => {
  scenario(
    'api.multi-version',
    async ({ api, version, nameFor, namespace, note, unsupported, violation }) => {
      const others = api.versions.filter((one) => one !== version);
      if (others.length === 0)
        unsupported(`${version} is the only version of split.smi-spec.io that is served.`);
      const written = fullestObject('TrafficSplit', version, { name: nameFor('versions'), namespace });
      const wanted = shareInWords(api.render(written));
      const seen = (await api.readIn(written, others)).map(shareInWords);
      note(
        `Shares as written in ${version}: ${wanted}`,
        seen.map((share, i) => `Read in ${others[i] ?? ''}: ${share}`),
      );
      const changed = others.filter((_, index) => seen[index] !== wanted);
      if (changed.length > 0)
        violation(
          `weights written in ${version} to keep their ratio (${wanted}) when they are read in another version`,
          `read in ${changed.map((one) => `${one}: ${seen[others.indexOf(one)] ?? ''}`).join('; ')}`,
        );
    },
  );
});

describeSection('traffic-split', 'Specification', { testbed: 'shared' }, () => {
  scenario('api.printer-column', async ({ api, observe }) => {
    const titles = await api.columns('TrafficSplit');
    const shown = titles.some((title) => title.toLowerCase() === 'service');
    observe(shown ? 'column' : 'no-column', `Columns: ${titles.join(', ')}.`);
  });
});
