import type { Draft } from '../draft.ts';
import { equal, type JsonObject } from '../json.ts';
import { checkLabels } from '../names/names.ts';
import { internal } from '../status/error.ts';
import {
  duplicate,
  forbiddenField,
  invalid,
  invalidValue,
  notSupported,
  required,
  type FieldError,
} from '../status/field-error.ts';
import type { StoredObject } from '../store.ts';
import type { Environment, Hooks } from './hooks.ts';
import { checkPort, checkProtocol, fill } from './pod-template.ts';

interface ServicePort extends JsonObject {
  name?: string;
  port?: number;
  protocol?: string;
  targetPort?: number | string;
}

interface ServiceSpec extends JsonObject {
  type?: string;
  clusterIP?: string;
  clusterIPs?: string[];
  externalName?: string;
  sessionAffinity?: string;
  selector?: Record<string, string>;
  ports?: ServicePort[];
}

const specOf = (object: Draft | StoredObject): ServiceSpec => (object['spec'] ?? {}) as ServiceSpec;

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** Services: an address for each that needs one, given back when the service goes (see `releaseClusterIp`). */
export const services: Hooks = {
  defaults(service) {
    service['spec'] ??= {};
    const spec = specOf(service);
    fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
    if (spec.sessionAffinity === 'ClientIP')
      fill(spec, { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } });
    if (spec.type !== 'ExternalName') fill(spec, { internalTrafficPolicy: 'Cluster' });
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer')
      fill(spec, { externalTrafficPolicy: 'Cluster' });
    for (const port of spec.ports ?? []) {
      port.protocol ??= 'TCP';
      if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') {
        if (port.port !== undefined) port.targetPort = port.port;
      }
    }
  },

  prepareCreate(service, environment) {
    const spec = specOf(service);
    if (hasClusterIp(spec)) {
      spec.clusterIP = address(service, spec, environment);
      spec.clusterIPs = [spec.clusterIP];
      fill(spec, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
    }
    service['status'] = { loadBalancer: {} };
  },

  prepareUpdate(service, old, environment) {
    const spec = specOf(service);
    const before = specOf(old);
    if (!hasClusterIp(spec)) return;
    if (before.clusterIP === undefined) {
      spec.clusterIP = address(service, spec, environment);
      spec.clusterIPs = [spec.clusterIP];
      environment.clusterIps.take(spec.clusterIP);
    }
    if (spec.clusterIP === '') delete spec.clusterIP;
    fill(spec, {
      clusterIP: before.clusterIP,
      clusterIPs: before.clusterIPs,
      ipFamilies: before['ipFamilies'],
      ipFamilyPolicy: before['ipFamilyPolicy'],
    });
  },

  validate(service, old) {
    const spec = specOf(service);
    const errors = checkSpec(spec);
    const before = old === undefined ? undefined : specOf(old);
    if (
      before !== undefined &&
      hasClusterIp(spec) &&
      hasClusterIp(before) &&
      !equal(spec.clusterIP, before.clusterIP)
    ) {
      errors.push(invalidValue('spec.clusterIPs[0]', spec.clusterIPs, 'may not change once set'));
    }
    return errors;
  },

  created(service, { clusterIps }) {
    const { clusterIP } = specOf(service);
    if (clusterIP !== undefined && clusterIP !== 'None') clusterIps.take(clusterIP);
  },
};

/** Makes the address of a deleted service free again. */
export function releaseClusterIp(service: StoredObject, { clusterIps }: Environment): void {
  const { clusterIP } = specOf(service);
  if (clusterIP !== undefined && clusterIP !== 'None') clusterIps.release(clusterIP);
}

const hasClusterIp = (spec: ServiceSpec): boolean => spec.type !== 'ExternalName';

function address(service: Draft, spec: ServiceSpec, { clusterIps }: Environment): string {
  const wanted = spec.clusterIP ?? '';
  if (wanted === 'None') return wanted;
  if (wanted === '') {
    const free = clusterIps.free();
    if (free === undefined) throw internal(new Error('failed to allocate a serviceIP: range is full'));
    return free;
  }
  const { first, last } = clusterIps.range;
  const refuse = (why: string): Error =>
    invalid({ group: '', resource: 'services', kind: 'Service' }, service.metadata.name ?? '', [
      invalidValue('spec.clusterIPs', [wanted], `failed to allocate IP ${wanted}: ${why}`),
    ]);
  if (!clusterIps.contains(wanted)) {
    throw refuse(`the provided IP is not in the valid range. The range of valid IPs is ${first}-${last}`);
  }
  if (clusterIps.isTaken(wanted)) throw refuse('provided IP is already allocated');
  return wanted;
}

function checkSpec(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const { type = '', ports = [], sessionAffinity = '', externalName = '', selector } = spec;
  if (!types.includes(type)) errors.push(notSupported('spec.type', type, types));
  if (type === 'ExternalName' && externalName === '') errors.push(required('spec.externalName'));
  if (ports.length === 0 && type !== 'ExternalName' && spec.clusterIP !== 'None')
    errors.push(required('spec.ports'));
  if (!['ClientIP', 'None'].includes(sessionAffinity)) {
    errors.push(notSupported('spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None']));
  }
  if (type === 'ExternalName' && (spec.clusterIP ?? '') !== '') {
    errors.push(forbiddenField('spec.clusterIPs', 'may not be set when `type` is ExternalName'));
  }
  if (selector !== undefined) errors.push(...checkLabels(selector, 'spec.selector'));
  return [...errors, ...checkPorts(ports)];
}

function checkPorts(ports: readonly ServicePort[]): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const numbers = new Set<string>();
  ports.forEach(({ name = '', port = 0, protocol = '', targetPort }, at) => {
    const path = `spec.ports[${at}]`;
    if (name === '' && ports.length > 1) errors.push(required(`${path}.name`));
    if (name !== '' && names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    errors.push(...checkPort(port, `${path}.port`), ...checkProtocol(protocol, `${path}.protocol`));
    if (typeof targetPort === 'number') errors.push(...checkPort(targetPort, `${path}.targetPort`));
    const number = `${protocol}:${port}`;
    if (numbers.has(number)) errors.push(duplicate(path, { port, protocol }));
    numbers.add(number);
  });
  return errors;
}
