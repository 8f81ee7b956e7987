import { dialectFor, isSmiVersion } from '../../../fixtures/smi/index.ts';
import type { SmiVersion } from '../../../fixtures/smi/model.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import type { ScenarioContext } from '../context.ts';
import { AdmissionDesk } from '../desks/admission.ts';
import { ApiDesk } from '../desks/api-desk.ts';
import { Refused, SuiteTrouble, Unsupported, Violation } from '../ending.ts';
import type { Environment } from '../environment.ts';
import type { ScenarioRecord } from '../record.ts';
import { samplesOf } from '../samples.ts';
import type { PlannedScenario } from '../types.ts';
import { nobody } from './nobody.ts';
import { Stage } from './stage.ts';

/** The context of one scenario in one version, on a leased testbed. */
export function liveContext(
  planned: PlannedScenario,
  environment: Environment,
  lease: Lease | undefined,
  record: ScenarioRecord,
  signal: AbortSignal,
): ScenarioContext {
  const version = smiVersion(planned.version);
  const { profile, discovery } = environment.options;
  const dialect = dialectFor(discovery, planned.requirement.versionOf, version);
  const samples = samplesOf(environment.options.samples, planned.newest);
  const common = {
    group: planned.requirement.versionOf,
    version,
    dialect,
    signal,
    hostForms: profile.hosts.forms,
    plainHost: profile.hosts.plain,
    carriesHttp2: environment.carriesHttp2,
    stepsOf: samples.steps,
    offered: async <T>(make: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await make();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        record.note('Refused', [error.got]);
        return undefined;
      }
    },
    observe: (reading: string, ...lines: string[]) => {
      checkReading(reading, planned.requirement.observations);
      record.observe(reading);
      record.note('Observed', lines.length > 0 ? lines : [reading]);
    },
    finding: (sentence: string): void => {
      record.found(sentence);
      record.note('Finding', [sentence]);
    },
    note: (title: string, lines: readonly string[], data?: unknown) => record.note(title, lines, data),
    unsupported: (reason: string): never => {
      throw new Unsupported(reason);
    },
    violation: (wanted: string, got: string, diagnosis?: string): never => {
      throw new Violation(wanted, got, diagnosis);
    },
  };
  const api = new ApiDesk(environment, lease, common.group, dialect, record, signal);
  const admission = new AdmissionDesk(environment.client, discovery, record, signal);
  // By prototype: what stands in for a testbed must speak up only when it is used.
  if (lease === undefined)
    return Object.assign(Object.create(nobody) as typeof nobody, common, { api, admission });

  const stage = new Stage(environment, lease, dialect, { record, samples, signal });
  return { ...common, api, admission, ...stage.offers() };
}

/** A reading that the catalogue does not list would be lost to whoever compares meshes by it. */
function checkReading(reading: string, readings: readonly string[] | undefined): void {
  if (readings?.includes(reading) === true) return;
  throw new SuiteTrouble(
    `The scenario saw "${reading}", which is none of the requirement's readings: ${readings?.join(', ') ?? 'it has none'}.`,
  );
}

function smiVersion(version: string): SmiVersion {
  if (!isSmiVersion(version))
    throw new TypeError(`The catalogue names the version "${version}", which SMI does not have.`);
  return version;
}
