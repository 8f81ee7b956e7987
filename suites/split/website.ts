import type { ScenarioContext, ServiceName } from '../scenario/context.ts';

export interface Website {
  readonly root: ServiceName;
  readonly v1: ServiceName;
  readonly v2: ServiceName;
}

/** The root selects v0 alone, so that a request which is not split is told from every one that is. */
export async function website({ service }: ScenarioContext): Promise<Website> {
  return {
    root: await service('website', { pods: 'v0' }),
    v1: await service('website-v1', { pods: 'v1' }),
    v2: await service('website-v2', { pods: 'v2' }),
  };
}
