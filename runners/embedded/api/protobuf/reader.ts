/** A field of a protobuf message: a number for a varint, bytes for everything that says its length. */
export interface WireField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/**
 * The fields of a protobuf message in the order they stand in.
 * @throws RangeError when the bytes end too early or a wire type is used that Kubernetes' messages do not need
 */
export function* readFields(bytes: Uint8Array): Generator<WireField> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('a protobuf message ends within a number');
      value += (byte % 128) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint() };
        break;
      case 2: {
        const length = varint();
        if (at + length > bytes.length) throw new RangeError('a protobuf message ends within a field');
        yield { number, value: bytes.subarray(at, (at += length)) };
        break;
      }
      default:
        throw new RangeError(`wire type ${tag % 8} of field ${number} is not one of those that are used`);
    }
  }
}
