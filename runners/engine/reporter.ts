import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { EnvironmentFailure } from './contract.ts';
import type { Recorder } from './recorder.ts';

/** What the reporter learned of the worker, beside results. */
export interface Findings {
  environmentFailure: EnvironmentFailure | undefined;
}

/** vitest's hooks, in the recorder's words. What vitest says without a report of ours is an error, never lost. */
export function createReporter(
  recorder: Recorder,
  findings: Findings,
  onLog: (line: string) => void,
): Reporter {
  return {
    onTestCaseReady: (testCase) => {
      const id = testCase.meta().smiScenario;
      if (id !== undefined) recorder.started(id);
    },
    onTestCaseResult: (testCase) => record(testCase, recorder),
    onTestModuleEnd: (module) => {
      const { smiEnvironmentFailure, smiTroubles } = module.meta();
      findings.environmentFailure ??= smiEnvironmentFailure;
      for (const { where, message } of smiTroubles ?? []) recorder.trouble(where, message);
      for (const { message } of moduleErrors(module)) recorder.trouble('test module', message);
    },
    onTestRunEnd: (_, unhandled) => {
      for (const { message, stack } of unhandled) recorder.trouble('unhandled error', stack ?? message);
    },
    onUserConsoleLog: ({ content }) => onLog(content),
  };
}

function record(testCase: TestCase, recorder: Recorder): void {
  const { smiScenario: id, smiReport: report } = testCase.meta();
  if (id === undefined) return;
  const result = testCase.result();
  // A test that went past its time limit may still hand in a report afterwards: the limit is what counts.
  const timedOut = result.errors?.find(({ message }) => message.startsWith('Test timed out'));
  if (report !== undefined && timedOut === undefined) {
    recorder.finished(id, report);
  } else if (result.state !== 'pending') {
    const said = result.errors?.map(({ message }) => message).join('; ') ?? '';
    recorder.broke(
      id,
      said === '' ? `The test runner ended the scenario as ${result.state}, without a report.` : said,
    );
  }
}

/** Errors of the module and of its groups: a hook that failed or ran out of time, a module that could not be loaded. */
function moduleErrors(module: TestModule): readonly { readonly message: string }[] {
  return [...module.errors(), ...[...module.children.allSuites()].flatMap((group) => group.errors())];
}
