import { restartControlPlane } from '../../../fixtures/meshes/restart.ts';
import type { MeshDesk } from '../context.ts';
import { Unsupported } from '../ending.ts';
import type { Environment } from '../environment.ts';
import type { ScenarioRecord } from '../record.ts';
import type { ScenarioState } from '../state.ts';
import { describeDuration } from '../../../words/duration.ts';

/** What a scenario may do to the mesh. */
export function meshDesk(
  { client, clock, options: { profile } }: Pick<Environment, 'client' | 'clock' | 'options'>,
  record: ScenarioRecord,
  state: ScenarioState,
  signal: AbortSignal,
): MeshDesk {
  return {
    restartControlPlane: async (meanwhile) => {
      if (profile.controlPlane.length === 0)
        throw new Unsupported(
          `The profile of ${profile.title} does not say which workloads are its control plane (controlPlane), so that it cannot be restarted.`,
        );
      const began = clock.now();
      const pods = await restartControlPlane(client, profile, { signal, meanwhile });
      record.note('Control plane', [
        `Restarted, ${pods} ${pods === 1 ? 'pod' : 'pods'}; ready again after ${describeDuration(clock.now() - began)}.`,
      ]);
      // What was changed while it was away has from now on as long as any change to come into force.
      state.changed();
    },
  };
}
