import type { Draft } from '../draft.ts';
import { clone, equal } from '../json.ts';
import { forbidden } from '../status/error.ts';
import { forbiddenField, type FieldError } from '../status/field-error.ts';
import type { StoredObject } from '../store.ts';
import type { Hooks } from './hooks.ts';
import { checkPodSpec, defaultPodSpec, fill, type Container, type PodSpec } from './pod-template.ts';

const specOf = (object: Draft | StoredObject): PodSpec => (object['spec'] ?? {}) as PodSpec;

/** Pods: which fields may change, their first status and their service account. */
export const pods: Hooks = {
  defaults(pod) {
    pod['spec'] ??= {};
    const spec = specOf(pod);
    defaultPodSpec(spec);
    fill(spec, { enableServiceLinks: true });
  },

  prepareCreate(pod, { storage }) {
    const spec = specOf(pod);
    spec.serviceAccountName ??= 'default';
    spec.serviceAccount = spec.serviceAccountName;
    fill(spec, { priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    spec['tolerations'] ??= ['not-ready', 'unreachable'].map((what) => ({
      key: `node.kubernetes.io/${what}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    }));
    const namespace = pod.metadata.namespace ?? '';
    const accounts = storage.table({ group: '', resource: 'serviceaccounts' });
    if (accounts.get(namespace, spec.serviceAccountName) === undefined) {
      throw forbidden(
        { group: '', resource: 'pods' },
        pod.metadata.name ?? '',
        `error looking up service account ${namespace}/${spec.serviceAccountName}: serviceaccount "${spec.serviceAccountName}" not found`,
      );
    }
    pod['status'] = { phase: 'Pending', qosClass: qualityOf(spec) };
  },

  prepareUpdate(pod, old) {
    const spec = specOf(pod);
    const before = specOf(old);
    // Admission set these at creation; an update that leaves them out does not mean to change them.
    for (const name of [
      'serviceAccountName',
      'serviceAccount',
      'tolerations',
      'priority',
      'preemptionPolicy',
      'nodeName',
    ]) {
      if (before[name] !== undefined) spec[name] ??= before[name];
    }
  },

  validate: (pod, old) => [
    ...checkPodSpec(specOf(pod), 'spec'),
    ...(old === undefined ? [] : checkChange(specOf(pod), specOf(old))),
  ],
};

/** Guaranteed, Burstable or BestEffort, by what the containers ask for. */
function qualityOf(spec: PodSpec): string {
  const containers = spec.containers ?? [];
  const asks = (resources: Container['resources']): boolean =>
    Object.keys({ ...resources?.limits, ...resources?.requests }).some(
      (name) => name === 'cpu' || name === 'memory',
    );
  if (!containers.some(({ resources }) => asks(resources))) return 'BestEffort';
  const bounded = containers.every(
    ({ resources }) =>
      ['cpu', 'memory'].every((name) => resources?.limits?.[name] !== undefined) &&
      equal(resources?.limits, resources?.requests),
  );
  return bounded ? 'Guaranteed' : 'Burstable';
}

function checkChange(spec: PodSpec, old: PodSpec): FieldError[] {
  const rest = clone(spec);
  const images = (target: Container[] | undefined, from: Container[] | undefined): void =>
    target?.forEach((container, at) => {
      const image = from?.[at]?.image;
      if (image !== undefined) container.image = image;
    });
  images(rest.containers, old.containers);
  images(rest.initContainers, old.initContainers);
  for (const name of [
    'activeDeadlineSeconds',
    'tolerations',
    'terminationGracePeriodSeconds',
    'schedulingGates',
  ]) {
    if (old[name] === undefined) Reflect.deleteProperty(rest, name);
    else rest[name] = old[name];
  }
  if (old.nodeName === undefined) delete rest.nodeName;
  if (equal(rest, old)) return [];
  return [
    forbiddenField(
      'spec',
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ),
  ];
}
