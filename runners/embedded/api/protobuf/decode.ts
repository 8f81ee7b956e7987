import { setField, type JsonObject } from '../json.ts';
import { badRequest, unsupportedMediaType } from '../status/error.ts';
import { messages, type FieldType, type Message } from './messages.ts';
import { readFields } from './reader.ts';

export const protobufType = 'application/vnd.kubernetes.protobuf';

const magic = Buffer.from('k8s\0');

const envelope: Message = {
  1: ['type', { message: { 1: ['apiVersion', 'string'], 2: ['kind', 'string'] } }],
  2: ['raw', 'bytes'],
};

/**
 * An object as Kubernetes' own clients send it in protobuf.
 * @throws ApiError 415 for the kinds whose messages are not known here, 400 for what is no such message
 */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, magic.length).equals(magic))
    throw badRequest('the body is no Kubernetes protobuf message');
  try {
    const { type, raw } = read(body.subarray(magic.length), envelope) as {
      readonly type: JsonObject;
      readonly raw?: string;
    };
    const message = messages.get(`${String(type['apiVersion'])} ${String(type['kind'])}`);
    if (message === undefined) throw unsupportedMediaType(['application/json', 'application/yaml']);
    return { ...type, ...read(Buffer.from(raw ?? '', 'base64'), message) };
  } catch (cause) {
    throw cause instanceof RangeError ? badRequest(cause.message, { cause }) : cause;
  }
}

/** Fields that the message does not name are left out; empty ones count as absent, as in Go. */
function read(bytes: Uint8Array, message: Message): JsonObject {
  const object: JsonObject = {};
  for (const { number, value } of readFields(bytes)) {
    const field = message[number];
    if (field === undefined) continue;
    const [name, type] = field;
    const found = convert(value, type);
    if (typeof type === 'string' && (found === '' || found === false)) continue;
    if (typeof type === 'object' && 'list' in type)
      object[name] = [...((object[name] as unknown[] | undefined) ?? []), found];
    else if (typeof type === 'object' && 'map' in type) {
      const map = (object[name] ??= {}) as JsonObject;
      const [key, item] = found as readonly [string, unknown];
      setField(map, key, item);
    } else object[name] = found;
  }
  return object;
}

function convert(value: number | Uint8Array, type: FieldType): unknown {
  if (typeof value === 'number') return type === 'boolean' ? value !== 0 : value;
  if (type === 'string') return Buffer.from(value).toString('utf8');
  if (typeof type === 'string') return Buffer.from(value).toString('base64');
  if ('message' in type) return read(value, type.message);
  if ('list' in type) return convert(value, type.list);
  const { key = '', item = '' } = read(value, { 1: ['key', 'string'], 2: ['item', type.map] });
  return [key, item];
}
