import { follow } from '../api/follow.ts';
import { defaultSettings, type MeshSettings } from '../compile/plan.ts';
import { identified, object, stringMap, type Json } from '../objects/fields.ts';
import type { IntakeOptions } from './smi-intake.ts';

export const settingsName = 'mesh-config';

/** Follows the ConfigMap with the mesh's switches. Without it the mesh is permissive, and strict for an unknown word. */
export async function takeInSettings(options: IntakeOptions, namespace: string): Promise<void> {
  const { client, state, signal, onTrouble } = options;
  await new Promise<void>((resolve) => {
    const configure = (source: Json, settings: (source: Json) => MeshSettings): void => {
      if (identified(source).name === settingsName) state.configure(settings(source));
    };
    const follower = {
      onObject: (source: Json) => configure(source, readSettings),
      onGone: (source: Json) => configure(source, () => defaultSettings),
      onListed: () => resolve(),
      onTrouble,
    };
    void follow(client, `/api/v1/namespaces/${namespace}/configmaps`, follower, signal);
  });
}

export function readSettings(source: Json): MeshSettings {
  const data = stringMap(object(source['data']));
  const mode = data['mode'] ?? defaultSettings.mode;
  return {
    // A typing error must not open the mesh.
    mode: mode === 'permissive' ? 'permissive' : 'strict',
    scheduler: data['scheduler'] === 'random' ? 'random' : 'wrr',
    faults: (data['faults'] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}
