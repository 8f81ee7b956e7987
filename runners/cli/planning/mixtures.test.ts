import { describe, expect, it } from 'vitest';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import { crds, discover, type SmiDiscovery } from '../../../fixtures/smi/index.ts';
import { clientOf } from '../../../fixtures/smi/testing/discovery-client.ts';
import type { PlannedScenario } from '../../../suites/scenario/types.ts';
import { choices } from '../../reference-mesh/choices/index.ts';
import { definitionFaults } from '../../reference-mesh/faults/index.ts';
import { loadQuestions, planRun } from './planning.ts';

/** What a cluster with the reference mesh's definitions serves when they are bent by a choice or a fault. */
async function servedWith(name: string): Promise<SmiDiscovery> {
  const bent = [...choices, ...definitionFaults].find((one) => one.name === name);
  if (bent?.bendDefinition === undefined)
    throw new Error(`neither a choice nor a fault of the definitions is called ${name}`);
  const definitions = crds({ headerShape: 'map' }).map(bent.bendDefinition);
  return await discover(clientOf({ definitions }));
}

async function planWith(name: string): Promise<readonly PlannedScenario[]> {
  const discovery = await servedWith(name);
  const { declared, ...profile } = await loadMesh('reference');
  const claimed = { ...declared, ...discovery.versions };
  const mesh = { profile: { ...profile, declared: claimed }, discovery };
  return planRun(loadQuestions(), mesh, { only: [], skip: [] });
}

const instances = (planned: readonly PlannedScenario[], group: string): readonly string[] => [
  ...new Set(
    planned
      .filter(({ requirement, decision }) => requirement.versionOf === group && decision.do === 'run')
      .map(({ version }) => version),
  ),
];

const reasonOf = (planned: readonly PlannedScenario[], id: string): string | undefined => {
  const decision = planned.find((one) => one.id === id)?.decision;
  return decision?.do === 'leave' ? `${decision.outcome}: ${decision.reason}` : undefined;
};

describe('a cluster that serves a mixture of versions', () => {
  it('of one old split and all else is asked for that one', async () => {
    const planned = await planWith('oldest-split-only');
    expect(instances(planned, 'split')).toEqual(['v1alpha1']);
    expect(instances(planned, 'access')).toContain('v1alpha4');
    expect(reasonOf(planned, 'split.weights.proportional@v1alpha4')).toBe(
      'unsupported: The cluster does not serve split.smi-spec.io/v1alpha4; it serves v1alpha1.',
    );
  });

  it('of older access control and its routes is asked in those', async () => {
    const planned = await planWith('older-access-control');
    expect(instances(planned, 'access')).toEqual(['v1alpha2']);
    expect(instances(planned, 'specs')).toEqual(['v1alpha3']);
    expect(instances(planned, 'split')).toHaveLength(4);
  });

  it('without a group leaves out the group, and says so', async () => {
    const planned = await planWith('no-access-control');
    expect(instances(planned, 'access')).toEqual([]);
    expect(reasonOf(planned, 'access.default-deny@v1alpha3')).toBe(
      'unsupported: The cluster serves no version of access.smi-spec.io.',
    );
    expect(instances(planned, 'specs')).not.toEqual([]);
  });

  it('that no document pairs is asked in the versions that there are', async () => {
    const planned = await planWith('versions-without-a-pair');
    expect(['split', 'access', 'specs'].map((group) => instances(planned, group))).toEqual([
      ['v1alpha3'],
      ['v1alpha1'],
      ['v1alpha4'],
    ]);
  });

  it('of both shapes of headers writes each version in its own', async () => {
    const { headers } = await servedWith('headers-by-version');
    expect(headers).toEqual({ v1alpha2: 'list', v1alpha3: 'list', v1alpha4: 'map' });
  });
});
