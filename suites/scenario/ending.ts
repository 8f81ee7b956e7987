/**
 * The ways in which a scenario ends before its last line. Each is thrown from where it was seen and turned into a report by
 * `runScenario`; nothing else may be thrown on purpose.
 */
export abstract class ScenarioEnding extends Error {
  abstract readonly outcome: 'fail' | 'unsupported' | 'inconclusive' | 'error';
}

/** The mesh does not do what the requirement says. */
export class Violation extends ScenarioEnding {
  override readonly name = 'Violation';
  readonly outcome = 'fail';
  readonly wanted: string;
  readonly got: string;
  readonly diagnosis: string | undefined;
  constructor(wanted: string, got: string, diagnosis?: string) {
    super(`Wanted: ${wanted} Got: ${got}`);
    this.wanted = wanted;
    this.got = got;
    this.diagnosis = diagnosis;
  }
}

/** The API server does not take what the scenario holds to be valid. */
export class Refused extends Violation {}

/** The mesh or the cluster lacks what the question needs. */
export class Unsupported extends ScenarioEnding {
  override readonly name = 'Unsupported';
  readonly outcome = 'unsupported';
}

/** What was seen says nothing about the mesh. */
export class Inconclusive extends ScenarioEnding {
  override readonly name = 'Inconclusive';
  readonly outcome = 'inconclusive';
}

/** The suite's or the environment's own trouble. */
export class SuiteTrouble extends ScenarioEnding {
  override readonly name = 'SuiteTrouble';
  readonly outcome = 'error';
}
