import { invalidValue, required, tooLong, type FieldError } from '../status/field-error.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const serviceLabel = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const words = {
  label:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  serviceLabel:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  subdomain:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  qualifiedName:
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  labelValue:
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
} as const;

export type NameRule = 'label' | 'serviceLabel' | 'subdomain' | 'pathSegment';

/** What is wrong with a name by the rule of its kind. */
export function checkName(name: string, rule: NameRule, field: string): FieldError[] {
  if (rule === 'pathSegment') {
    return name === '.' || name === '..'
      ? [invalidValue(field, name, `may not be '${name}'`)]
      : ['/', '%']
          .filter((part) => name.includes(part))
          .map((part) => invalidValue(field, name, `may not contain '${part}'`));
  }
  const errors: FieldError[] = [];
  const max = rule === 'subdomain' ? 253 : 63;
  if (name.length > max) errors.push(invalidValue(field, name, `must be no more than ${max} bytes`));
  const pattern = rule === 'subdomain' ? subdomain : rule === 'label' ? label : serviceLabel;
  if (!pattern.test(name)) {
    const dotted = rule === 'label' && subdomain.test(name);
    errors.push(invalidValue(field, name, dotted ? 'must not contain dots' : words[rule]));
  }
  return errors;
}

/** What is wrong with the key of a label or annotation. */
export function checkKey(key: string, field: string): FieldError[] {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const wrong = (detail: string): FieldError[] => [invalidValue(field, key, detail)];
  if (parts.length > 2) {
    return wrong(
      "a valid label key must consist of alphanumeric characters, '-', '_' or '.', with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    );
  }
  if (parts.length === 2 && !subdomain.test(parts[0] ?? '')) return wrong(`prefix part ${words.subdomain}`);
  if (name === '') return wrong('name part must be non-empty');
  if (name.length > 63) return wrong('name part must be no more than 63 bytes');
  return qualifiedName.test(name) ? [] : wrong(words.qualifiedName);
}

export function checkLabels(labels: Readonly<Record<string, string>>, field: string): FieldError[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...checkKey(key, field),
    ...(value.length > 63 ? [invalidValue(field, value, 'must be no more than 63 bytes')] : []),
    ...(value === '' || qualifiedName.test(value) ? [] : [invalidValue(field, value, words.labelValue)]),
  ]);
}

const annotationsLimit = 256 * 1024;

export function checkAnnotations(annotations: Readonly<Record<string, string>>, field: string): FieldError[] {
  let size = 0;
  const errors = Object.entries(annotations).flatMap(([key, value]) => {
    size += key.length + value.length;
    return checkKey(key.toLowerCase(), field);
  });
  return size > annotationsLimit ? [...errors, tooLong(field, annotationsLimit)] : errors;
}

export const nameRequired = (): FieldError => required('metadata.name', 'name or generateName is required');
