import { badRequest } from '../status/error.ts';
import { asText, dig } from '../json.ts';
import type { StoredObject } from '../store.ts';
import { matches, type Labels } from './label-selector.ts';

export type Predicate = (object: StoredObject) => boolean;

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

const noLabels: Labels = {};

/**
 * A `labelSelector` parameter: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
 * @throws ApiError 400 for what cannot be read
 */
export function parseLabelSelector(text: string): Predicate {
  const requirements = split(text).map((part) => parseRequirement(part, text));
  return ({ metadata }) => {
    const labels = metadata.labels ?? noLabels;
    return requirements.every(({ key, operator, values }) => matches(labels, key, operator, values));
  };
}

/** At commas outside brackets. */
function split(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const name = '[A-Za-z0-9](?:[A-Za-z0-9-_./]*[A-Za-z0-9])?';
const setBased = new RegExp(`^(${name})\\s+(in|notin)\\s*\\(([^)]*)\\)$`);
const equality = new RegExp(`^(${name})\\s*(==|=|!=)\\s*(${name}|)$`);
const comparison = new RegExp(`^(${name})\\s*([<>])\\s*(-?\\d+)$`);
const existence = new RegExp(`^(!?)\\s*(${name})$`);

function parseRequirement(part: string, text: string): Requirement {
  const set = setBased.exec(part);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    return {
      key,
      operator: operator === 'in' ? 'In' : 'NotIn',
      values: list.split(',').map((value) => value.trim()),
    };
  }
  const equals = equality.exec(part);
  if (equals !== null) {
    const [, key = '', operator, value = ''] = equals;
    return { key, operator: operator === '!=' ? 'NotIn' : 'In', values: [value] };
  }
  const compares = comparison.exec(part);
  if (compares !== null) {
    const [, key = '', operator, value = ''] = compares;
    return { key, operator: operator === '>' ? 'Gt' : 'Lt', values: [value] };
  }
  const exists = existence.exec(part);
  if (exists !== null) {
    const [, not, key = ''] = exists;
    return { key, operator: not === '!' ? 'DoesNotExist' : 'Exists', values: [] };
  }
  throw badRequest(`unable to parse requirement: found '${part}' in label selector ${JSON.stringify(text)}`);
}

/** The fields that objects can be selected by, beside their name and namespace. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  replicasets: ['status.replicas'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

/**
 * A `fieldSelector` parameter, for instance `metadata.name=a,status.phase!=Running`.
 * @throws ApiError 400 for a field that the kind cannot be selected by
 */
export function parseFieldSelector(
  text: string,
  resource: { readonly resource: string; readonly custom: boolean },
): Predicate {
  const supported = resource.custom ? undefined : selectable[resource.resource];
  const terms = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const term = /^([^=!]+)(==|=|!=)(.*)$/.exec(part);
      if (term === null) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      const [, field = '', operator, value = ''] = term;
      if (
        field !== 'metadata.name' &&
        field !== 'metadata.namespace' &&
        supported?.includes(field) !== true
      ) {
        throw badRequest(
          supported === undefined && !resource.custom
            ? `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
            : `field label not supported: ${field}`,
        );
      }
      return { path: field.split('.'), differs: operator === '!=', value };
    });
  return (object) =>
    terms.every(({ path, differs, value }) => (asText(dig(object, ...path)) === value) !== differs);
}
