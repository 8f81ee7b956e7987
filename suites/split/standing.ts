import type {
  AppliedSplit,
  Backends,
  ScenarioContext,
  ServiceName,
  ServiceOptions,
  Sight,
} from '../scenario/context.ts';

export interface Standing {
  readonly root: ServiceName;
  readonly v1: ServiceName;
  readonly split: AppliedSplit;
  /** Writes other backends into the split, and says what becomes of calls to the root once the ones before are left. */
  readonly change: (root: ServiceName, backends: Backends) => Promise<Sight>;
}

/**
 * A split that nobody disputes, in force: everything goes to v3. It is then changed to the point that is open, and v3, which
 * has no part in that, shows how long the state before lasts. The root selects v0.
 */
export async function standing(
  context: ScenarioContext,
  options: Pick<ServiceOptions, 'ports'> = {},
): Promise<Standing> {
  const root = await context.service('website', { pods: 'v0', ...options });
  const v1 = await context.service('website-v1', { pods: 'v1' });
  const before = await context.service('website-before', { pods: 'v3', ...options });
  const split = await context.split(root, { [before]: 1 });
  await context.client.calls(root).allReach('v3');
  const change = async (called: ServiceName, backends: Backends): Promise<Sight> => {
    const taken = await context.offered(async () => {
      await split.update(backends);
      return true;
    });
    if (taken === undefined) context.unsupported('The mesh refuses such a split at admission.');
    return await context.client.calls(called).look({ without: ['v3'] });
  };
  return { root, v1, split, change };
}

/**
 * The reading for whoever answered: names of workloads in order, then `lost` where some requests had no answer, or that alone.
 * What the table does not have is `mixed`.
 */
export function readingOf({ workloads, lost }: Sight, readings: Readonly<Record<string, string>>): string {
  const seen = [...Object.keys(workloads).sort(), ...(lost > 0 ? ['lost'] : [])].join(' ');
  return readings[seen] ?? 'mixed';
}
