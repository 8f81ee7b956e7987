import type { Draft } from '../draft.ts';
import { equal, isObject, type JsonObject } from '../json.ts';
import { checkLabels } from '../names/names.ts';
import { matchesSelector, type LabelSelector } from '../selectors/label-selector.ts';
import { invalidValue, notSupported, required, type FieldError } from '../status/field-error.ts';
import type { StoredObject } from '../store.ts';
import type { Hooks } from './hooks.ts';
import { checkPodSpec, defaultPodSpec, fill, type PodSpec } from './pod-template.ts';

interface WorkloadSpec extends JsonObject {
  replicas?: number;
  selector?: LabelSelector;
  template?: { metadata?: { labels?: Record<string, string> }; spec?: PodSpec };
  strategy?: { type?: string; rollingUpdate?: JsonObject };
  updateStrategy?: { type?: string; rollingUpdate?: JsonObject };
}

const specOf = (object: Draft | StoredObject): WorkloadSpec => (object['spec'] ?? {}) as WorkloadSpec;

function defaultTemplate(object: Draft): WorkloadSpec {
  object['spec'] ??= {};
  const spec = specOf(object);
  if (isObject(spec.template?.spec)) defaultPodSpec(spec.template.spec);
  return spec;
}

export const deployments: Hooks = {
  defaults(deployment) {
    const spec = defaultTemplate(deployment);
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    spec.strategy ??= {};
    spec.strategy.type ??= 'RollingUpdate';
    if (spec.strategy.type !== 'RollingUpdate') return;
    spec.strategy.rollingUpdate ??= {};
    fill(spec.strategy.rollingUpdate, { maxUnavailable: '25%', maxSurge: '25%' });
  },
  prepareCreate(deployment) {
    deployment['status'] = {};
  },
  validate: (deployment, old) => [
    ...checkWorkload(deployment, old),
    ...checkStrategy(specOf(deployment).strategy?.type, ['Recreate', 'RollingUpdate'], 'spec.strategy'),
  ],
};

export const replicaSets: Hooks = {
  defaults(replicaSet) {
    fill(defaultTemplate(replicaSet), { replicas: 1 });
  },
  prepareCreate(replicaSet) {
    replicaSet['status'] = { replicas: 0 };
  },
  validate: checkWorkload,
};

export const daemonSets: Hooks = {
  defaults(daemonSet) {
    const spec = defaultTemplate(daemonSet);
    fill(spec, { revisionHistoryLimit: 10 });
    spec.updateStrategy ??= {};
    spec.updateStrategy.type ??= 'RollingUpdate';
    if (spec.updateStrategy.type !== 'RollingUpdate') return;
    spec.updateStrategy.rollingUpdate ??= {};
    fill(spec.updateStrategy.rollingUpdate, { maxUnavailable: 1, maxSurge: 0 });
  },
  prepareCreate(daemonSet) {
    daemonSet['status'] = {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    };
  },
  validate: (daemonSet, old) => [
    ...checkWorkload(daemonSet, old),
    ...checkStrategy(
      specOf(daemonSet).updateStrategy?.type,
      ['OnDelete', 'RollingUpdate'],
      'spec.updateStrategy',
    ),
  ],
};

const checkStrategy = (
  type: string | undefined,
  supported: readonly string[],
  field: string,
): FieldError[] =>
  type === undefined || supported.includes(type)
    ? []
    : [notSupported(field, { Type: type, RollingUpdate: null }, supported)];

function checkWorkload(object: Draft, old: StoredObject | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const { replicas = 0, selector, template } = specOf(object);
  if (replicas < 0)
    errors.push(invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'));
  const labels = template?.metadata?.labels;
  if (selector === undefined) {
    errors.push(required('spec.selector'));
  } else {
    const parts = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length;
    if (parts === 0)
      errors.push(invalidValue('spec.selector', selector, 'empty selector is invalid for deployment'));
    errors.push(...checkLabels(selector.matchLabels ?? {}, 'spec.selector.matchLabels'));
  }
  if (selector === undefined || !matchesSelector(selector, labels ?? {})) {
    errors.push(
      invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'),
    );
  }
  errors.push(...checkLabels(labels ?? {}, 'spec.template.labels'));
  const podSpec = template?.spec ?? {};
  errors.push(...checkPodSpec(podSpec, 'spec.template.spec'));
  if (podSpec.restartPolicy !== undefined && podSpec.restartPolicy !== 'Always') {
    errors.push(notSupported('spec.template.spec.restartPolicy', podSpec.restartPolicy, ['Always']));
  }
  if (old !== undefined && !equal(selector, specOf(old).selector)) {
    errors.push(invalidValue('spec.selector', selector, 'field is immutable'));
  }
  return errors;
}
