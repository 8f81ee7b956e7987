import { asText, isObject, type JsonObject } from '../json.ts';
import { checkName } from '../names/names.ts';
import { duplicate, invalidValue, notSupported, required, type FieldError } from '../status/field-error.ts';

/** What is read of a pod's specification; its schema has been checked before. */
export interface PodSpec extends JsonObject {
  containers?: Container[];
  initContainers?: Container[];
  volumes?: JsonObject[];
  nodeName?: string;
  serviceAccountName?: string;
  serviceAccount?: string;
  restartPolicy?: string;
}

export interface Container extends JsonObject {
  name?: string;
  image?: string;
  ports?: { name?: string; containerPort?: number; protocol?: string }[];
  env?: JsonObject[];
  volumeMounts?: { name?: string; mountPath?: string }[];
  resources?: { limits?: JsonObject; requests?: JsonObject };
}

/** Sets the fields that are absent. */
export function fill(target: JsonObject, defaults: JsonObject): void {
  for (const [name, value] of Object.entries(defaults)) target[name] ??= value;
}

/** The defaults that the API documents for the specification of a pod, wherever it stands. */
export function defaultPodSpec(spec: PodSpec): void {
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])])
    defaultContainer(container);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  if (spec.serviceAccount !== undefined) spec.serviceAccountName ??= spec.serviceAccount;
  if (spec.serviceAccountName !== undefined) spec.serviceAccount = spec.serviceAccountName;
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
}

function defaultContainer(container: Container): void {
  const image = container.image ?? '';
  const tag = /:([^/]+)$/.exec(image)?.[1];
  const latest = (tag === undefined && !image.includes('@')) || tag === 'latest';
  fill(container, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: latest ? 'Always' : 'IfNotPresent',
  });
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (isObject(container[probe])) defaultProbe(container[probe]);
  }
  for (const variable of container.env ?? []) {
    const source = variable['valueFrom'];
    if (isObject(source) && isObject(source['fieldRef'])) fill(source['fieldRef'], { apiVersion: 'v1' });
  }
  const { limits, requests } = container.resources ?? {};
  if (container.resources !== undefined && limits !== undefined)
    container.resources.requests = { ...limits, ...requests };
}

function defaultProbe(probe: JsonObject): void {
  fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  if (isObject(probe['httpGet'])) fill(probe['httpGet'], { path: '/', scheme: 'HTTP' });
}

function defaultVolume(volume: JsonObject): void {
  for (const source of ['configMap', 'secret', 'projected', 'downwardAPI']) {
    if (isObject(volume[source])) fill(volume[source], { defaultMode: 0o644 });
  }
  const projected = volume['projected'];
  for (const source of isObject(projected) && Array.isArray(projected['sources'])
    ? (projected['sources'] as unknown[])
    : []) {
    if (isObject(source) && isObject(source['serviceAccountToken']))
      fill(source['serviceAccountToken'], { expirationSeconds: 3607 });
  }
  if (Object.keys(volume).every((key) => key === 'name')) volume['emptyDir'] = {};
}

const restartPolicies = ['Always', 'OnFailure', 'Never'];
const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** What is wrong with the specification of a pod at a path. */
export function checkPodSpec(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const volumes = (spec.volumes ?? []).map((volume) => asText(volume['name']));
  volumes.forEach((name, at) => {
    if (name === '') errors.push(required(`${path}.volumes[${at}].name`));
    else if (volumes.indexOf(name) < at) errors.push(duplicate(`${path}.volumes[${at}].name`, name));
  });
  if ((spec.containers ?? []).length === 0) errors.push(required(`${path}.containers`));
  const names = new Set<string>();
  for (const list of ['initContainers', 'containers'] as const) {
    spec[list]?.forEach((container, at) =>
      errors.push(...checkContainer(container, `${path}.${list}[${at}]`, names, volumes)),
    );
  }
  if (spec.restartPolicy !== undefined && !restartPolicies.includes(spec.restartPolicy)) {
    errors.push(notSupported(`${path}.restartPolicy`, spec.restartPolicy, restartPolicies));
  }
  return errors;
}

function checkContainer(
  container: Container,
  path: string,
  names: Set<string>,
  volumes: readonly string[],
): FieldError[] {
  const errors: FieldError[] = [];
  const { name = '', image = '', imagePullPolicy } = container;
  if (name === '') errors.push(required(`${path}.name`));
  else {
    errors.push(...checkName(name, 'label', `${path}.name`));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
  }
  names.add(name);
  if (image === '') errors.push(required(`${path}.image`));
  if (typeof imagePullPolicy === 'string' && !pullPolicies.includes(imagePullPolicy)) {
    errors.push(notSupported(`${path}.imagePullPolicy`, imagePullPolicy, pullPolicies));
  }
  container.ports?.forEach(({ containerPort = 0, protocol }, at) => {
    errors.push(...checkPort(containerPort, `${path}.ports[${at}].containerPort`));
    if (protocol !== undefined) errors.push(...checkProtocol(protocol, `${path}.ports[${at}].protocol`));
  });
  container.env?.forEach((variable, at) => {
    if (asText(variable['name']) === '') errors.push(required(`${path}.env[${at}].name`));
  });
  container.volumeMounts?.forEach((mount, at) => {
    const where = `${path}.volumeMounts[${at}]`;
    if ((mount.name ?? '') === '') errors.push(required(`${where}.name`));
    else if (!volumes.includes(mount.name ?? '')) {
      errors.push({
        type: 'FieldValueNotFound',
        field: `${where}.name`,
        message: `Not found: ${JSON.stringify(mount.name)}`,
      });
    }
    if ((mount.mountPath ?? '') === '') errors.push(required(`${where}.mountPath`));
  });
  return errors;
}

export const checkPort = (port: number, field: string): FieldError[] =>
  port === 0 && field.endsWith('containerPort')
    ? [required(field)]
    : port >= 1 && port <= 65_535
      ? []
      : [invalidValue(field, port, 'must be between 1 and 65535, inclusive')];

const protocols = ['SCTP', 'TCP', 'UDP'];

export const checkProtocol = (protocol: string, field: string): FieldError[] =>
  protocols.includes(protocol) ? [] : [notSupported(field, protocol, protocols)];
