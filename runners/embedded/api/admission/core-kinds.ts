import type { JsonObject } from '../json.ts';
import { equal } from '../json.ts';
import { forbiddenField, invalidValue, notSupported, type FieldError } from '../status/field-error.ts';
import type { Hooks } from './hooks.ts';
import { fill } from './pod-template.ts';

export const namespaces: Hooks = {
  defaults(namespace) {
    const name = namespace.metadata.name;
    if (name !== undefined)
      namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name };
    namespace['spec'] ??= {};
  },
  prepareCreate(namespace) {
    namespace['spec'] = { finalizers: ['kubernetes'] };
    namespace['status'] = { phase: 'Active' };
  },
  prepareUpdate(namespace, old) {
    namespace['spec'] = old['spec'];
  },
};

export const secrets: Hooks = {
  defaults(secret) {
    secret['type'] ??= 'Opaque';
    const plain = secret['stringData'] as Record<string, string> | undefined;
    if (plain === undefined) return;
    const encoded = Object.entries(plain).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
    secret['data'] = {
      ...(secret['data'] as JsonObject | undefined),
      ...(Object.fromEntries(encoded) as JsonObject),
    };
    delete secret['stringData'];
  },
  validate: (secret, old) => [
    ...checkDataKeys(secret['data'], 'data'),
    ...(old === undefined || old['type'] === secret['type']
      ? []
      : [invalidValue('type', secret['type'], 'field is immutable')]),
    ...(old?.['immutable'] === true && !equal(old['data'], secret['data'])
      ? [forbiddenField('data', 'field is immutable when `immutable` is set')]
      : []),
  ],
};

export const configMaps: Hooks = {
  validate: (configMap, old) => [
    ...checkDataKeys(configMap['data'], 'data'),
    ...checkDataKeys(configMap['binaryData'], 'binaryData'),
    ...(old?.['immutable'] === true && !equal(old['data'], configMap['data'])
      ? [forbiddenField('data', 'field is immutable when `immutable` is set')]
      : []),
  ],
};

const dataKey = /^[-._a-zA-Z0-9]+$/;

function checkDataKeys(data: unknown, field: string): FieldError[] {
  return Object.keys((data as JsonObject | undefined) ?? {})
    .filter((key) => !dataKey.test(key))
    .map((key) =>
      invalidValue(
        `${field}[${key}]`,
        key,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ),
    );
}

export const endpointSlices: Hooks = {
  defaults(slice) {
    for (const port of (slice['ports'] as JsonObject[] | undefined) ?? [])
      fill(port, { name: '', protocol: 'TCP' });
  },
  validate(slice, old) {
    const type = slice['addressType'];
    if (old !== undefined && old['addressType'] !== type)
      return [invalidValue('addressType', type, 'field is immutable')];
    return ['FQDN', 'IPv4', 'IPv6'].includes(String(type))
      ? []
      : [notSupported('addressType', type ?? '', ['FQDN', 'IPv4', 'IPv6'])];
  },
};

export const endpoints: Hooks = {
  defaults(object) {
    for (const subset of (object['subsets'] as { ports?: JsonObject[] }[] | undefined) ?? []) {
      for (const port of subset.ports ?? []) fill(port, { protocol: 'TCP' });
    }
  },
};

export const events: Hooks = {
  defaults(event) {
    fill(event, { reportingComponent: '', reportingInstance: '' });
  },
};

const rbacGroup = 'rbac.authorization.k8s.io';

export const bindings: Hooks = {
  defaults(binding) {
    fill((binding['roleRef'] as JsonObject | undefined) ?? {}, { apiGroup: rbacGroup });
    for (const subject of (binding['subjects'] as JsonObject[] | undefined) ?? []) {
      if (subject['kind'] !== 'ServiceAccount') fill(subject, { apiGroup: rbacGroup });
    }
  },
  validate(binding, old) {
    if (old === undefined || equal(old['roleRef'], binding['roleRef'])) return [];
    return [invalidValue('roleRef', binding['roleRef'], 'cannot change roleRef')];
  },
};
