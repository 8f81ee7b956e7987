import { describe, expect, test } from 'vitest';
import { decodeProtobuf } from './decode.ts';

/** A field of bytes or text: tag, length, content. */
const bytes = (number: number, content: Uint8Array | string): Buffer => {
  const buffer = Buffer.from(content);
  return Buffer.concat([Buffer.of(number * 8 + 2, buffer.length), buffer]);
};
const number = (field: number, ...varint: readonly number[]): Buffer => Buffer.of(field * 8, ...varint);

const sent = (apiVersion: string, kind: string, ...fields: readonly Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    bytes(1, Buffer.concat([bytes(1, apiVersion), bytes(2, kind)])),
    bytes(2, Buffer.concat(fields)),
  ]);

const pair = (key: string, value: string): Buffer => Buffer.concat([bytes(1, key), bytes(2, value)]);

describe('objects in protobuf', () => {
  test('with metadata, maps and bytes', () => {
    const metadata = Buffer.concat([
      bytes(1, 'a'),
      bytes(2, ''),
      bytes(11, pair('b', 'c')),
      bytes(11, pair('d', 'e')),
    ]);
    expect(
      decodeProtobuf(
        sent('v1', 'Secret', bytes(1, metadata), bytes(2, pair('key', 'value')), bytes(3, 'Opaque')),
      ),
    ).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a', labels: { b: 'c', d: 'e' } },
      data: { key: Buffer.from('value').toString('base64') },
      type: 'Opaque',
    });
  });

  test('with lists, even of empty text, and numbers of several bytes', () => {
    const spec = Buffer.concat([bytes(1, 'one'), bytes(1, ''), number(4, 0x90, 0x1c)]);
    expect(decodeProtobuf(sent('authentication.k8s.io/v1', 'TokenRequest', bytes(2, spec)))).toMatchObject({
      spec: { audiences: ['one', ''], expirationSeconds: 3600 },
    });
  });

  test('of a kind that is not known here are refused', () => {
    expect(() => decodeProtobuf(sent('v1', 'Node'))).toThrow(expect.objectContaining({ code: 415 }));
  });

  test('that end too early, or are none, are refused', () => {
    expect(() => decodeProtobuf(Buffer.from('{}'))).toThrow(expect.objectContaining({ code: 400 }));
    expect(() => decodeProtobuf(sent('v1', 'Secret', Buffer.of(10, 50)))).toThrow(
      expect.objectContaining({ code: 400 }),
    );
  });
});
