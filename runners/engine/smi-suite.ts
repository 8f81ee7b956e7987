import { loadCatalogue } from '../../suites/requirements/load.ts';
import { openEnvironment, type EnvironmentOptions } from '../../suites/scenario/environment.ts';
import { planScenarios } from '../../suites/scenario/plan.ts';
import { runScenario } from '../../suites/scenario/run.ts';
import { registeredScenarios } from '../../suites/scenarios.ts';
import type { LoadSuite } from './suite.ts';

/** What the worker needs to plan as its caller did and to build the environment. Plain data. */
export interface SmiSuiteInput {
  readonly environment: EnvironmentOptions;
}

/** URL of this module, for `SuiteReference`. */
export const smiSuite: string = import.meta.url;

/** The product's own suite, in vitest's worker. Which of its scenarios are asked is the caller's decision, by id. */
export const loadSuite: LoadSuite = (input) => {
  const { environment: options } = input as SmiSuiteInput;
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
    open: async (signal) => {
      const environment = await openEnvironment(options, signal);
      return {
        enterMode: (mode) => environment.enterMode(mode),
        run: (id, runSignal) => {
          const one = byId.get(id);
          if (one === undefined) throw new Error(`There is no scenario ${id}.`);
          return runScenario(one, environment, runSignal);
        },
        close: () => environment.close(),
      };
    },
  });
};
