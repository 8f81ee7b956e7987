import { loadCatalogue } from '../../suites/requirements/load.ts';
import {
  openEnvironment,
  type Environment,
  type EnvironmentOptions,
} from '../../suites/scenario/environment.ts';
import { planScenarios } from '../../suites/scenario/plan.ts';
import { runScenario } from '../../suites/scenario/run.ts';
import { registeredScenarios } from '../../suites/scenarios.ts';
import type { LoadSuite } from './suite.ts';

/** What the worker needs to plan as its caller did and to build the environment. Plain data. */
export interface SmiSuiteInput {
  readonly environment: EnvironmentOptions;
  /** For what is asked alone, on another cluster; undefined: it is asked of the same mesh as all others, after them. */
  readonly apart: EnvironmentOptions | undefined;
}

/** URL of this module, for `SuiteReference`. */
export const smiSuite: string = import.meta.url;

/** The product's own suite, in vitest's worker. Which of its scenarios are asked is the caller's decision, by id. */
export const loadSuite: LoadSuite = (input) => {
  const { environment: options, apart } = input as SmiSuiteInput;
  const planned = planScenarios({
    catalogue: loadCatalogue(),
    scenarios: registeredScenarios(),
    discovery: options.discovery,
    profile: options.profile,
    only: [],
    skip: [],
  });
  const byId = new Map(planned.map((one) => [one.id, one]));
  return Promise.resolve({
    scenarios: planned.map(({ id, scenario, decision }) => ({
      id,
      mode: scenario.mode,
      alone: scenario.alone,
      decision,
    })),
    apart: apart !== undefined,
    open: async (signal) => {
      const environments = await openAll(apart === undefined ? [options] : [options, apart], signal);
      const standing = (alone: boolean): Environment => environments[alone ? 1 : 0] ?? environments[0];
      return {
        enterMode: (mode, alone) => standing(alone).enterMode(mode),
        run: (id, runSignal) => {
          const one = byId.get(id);
          if (one === undefined) throw new Error(`There is no scenario ${id}.`);
          return runScenario(one, standing(one.scenario.alone), runSignal);
        },
        close: () => closeAll(environments),
      };
    },
  });
};

type Environments = readonly [Environment, ...Environment[]];

/** All of them, or none: what was opened beside one that cannot be is closed again. */
async function openAll(all: readonly EnvironmentOptions[], signal: AbortSignal): Promise<Environments> {
  const settled = await Promise.allSettled(all.map((options) => openEnvironment(options, signal)));
  const opened = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed === undefined) return opened as unknown as Environments;
  await closeAll(opened);
  throw failed.reason;
}

async function closeAll(environments: readonly Environment[]): Promise<void> {
  const settled = await Promise.allSettled(environments.map((environment) => environment.close()));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
