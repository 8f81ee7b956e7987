import { InvalidArgumentError } from 'commander';

/** Which part, from 1, of how many: for several processes side by side. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

/** Reads `2/3`. */
export function shard(text: string): Shard {
  const [, part, of] = /^([0-9]{1,3})\/([0-9]{1,3})$/.exec(text) ?? [];
  const found = { part: Number(part), of: Number(of) };
  if (part === undefined || found.part < 1 || found.part > found.of) {
    throw new InvalidArgumentError('Wanted a part and how many there are, for instance 2/3.');
  }
  return found;
}

/** Whether something belongs to the part, by its place among all. */
export function ofShard({ part, of }: Shard): (one: unknown, index: number) => boolean {
  return (_one, index) => index % of === part - 1;
}
