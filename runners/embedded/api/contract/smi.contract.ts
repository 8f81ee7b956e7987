import { describe } from 'vitest';
import { crds, fullestObject, render } from '../../../../fixtures/smi/index.ts';
import type { HeaderShape, SmiKind, SmiVersion } from '../../../../fixtures/smi/model.ts';
import { kindNames } from '../../../../fixtures/smi/kinds.ts';
import { dig } from '../json.ts';
import { contracts } from './support/contract.ts';
import type { Named } from './support/objects.ts';
import { refusal, type Session } from './support/session.ts';

const contract = contracts('smi');

const headers: HeaderShape = 'map';

/** Defines one kind of SMI, in all of its versions. */
async function define(cluster: Session, kind: SmiKind): Promise<(version: SmiVersion) => string> {
  const { plural, group } = kindNames[kind];
  const definition = crds({ headerShape: headers }).find(
    ({ spec }) => dig(spec, 'names', 'kind') === kind,
  ) as Named | undefined;
  if (definition === undefined) throw new Error(`there is no definition of ${kind}`);
  const path = (version: SmiVersion): string => `${group}.smi-spec.io/${version}/${plural}`;
  await cluster.define(definition, path(kindNames[kind].versions[0] ?? 'v1alpha4'));
  return path;
}

const manifest = (cluster: Session, kind: SmiKind, version: SmiVersion, name: string): object => {
  const object = fullestObject(kind, version, { name, namespace: cluster.namespace });
  return render(object, { split: version, access: version, specs: version, headers });
};

describe.each(Object.keys(kindNames) as SmiKind[])('%s', (kind) => {
  const { versions } = kindNames[kind];

  contract(`${kind}: every version is kept, and read in every other`, async (cluster) => {
    const path = await define(cluster, kind);
    const found: unknown[] = [];
    for (const version of versions) {
      const name = `written-in-${version}`;
      const body = manifest(cluster, kind, version, name);
      found.push(await cluster.post(`${cluster.path(path(version))}?fieldValidation=Strict`, body));
      for (const other of versions) found.push([other, await cluster.get(cluster.path(path(other), name))]);
    }
    for (const version of versions)
      found.push((await cluster.get(cluster.path(path(version)))).body['items']);
    return found;
  });

  contract(`${kind}: who writes in another version`, async (cluster) => {
    const path = await define(cluster, kind);
    const found: unknown[] = [];
    for (const version of versions) {
      for (const other of versions) {
        const name = `from-${version}-to-${other}`;
        await cluster.post(
          `${cluster.path(path(version))}?fieldManager=first`,
          manifest(cluster, kind, version, name),
        );
        const label = { metadata: { labels: { seen: 'yes' } } };
        found.push(
          name,
          await cluster.patch(
            cluster.path(path(other), name),
            { type: 'merge', query: '?fieldManager=second' },
            label,
          ),
        );
        const whole = manifest(cluster, kind, other, name);
        const applied = await cluster.patch(
          cluster.path(path(other), name),
          { type: 'apply', query: '?fieldManager=third&force=true' },
          whole,
        );
        // Which of several fields that do not fit is named is a matter of chance on a real server.
        found.push(applied.code === 500 ? refusal(applied) : applied);
      }
    }
    return found;
  });
});
