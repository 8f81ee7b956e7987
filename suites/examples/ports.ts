import type { PortMapping } from '../scenario/context.ts';

/** What the pods listen on, by TCP and by UDP. */
const containerPorts: readonly number[] = [7070, 7071, 7072];

/** The container ports behind the first ports of an example, in their order. */
export function onPods(numbers: readonly number[]): readonly number[] {
  return containerPorts.slice(0, numbers.length);
}

/** The ports of an example's Service: its own numbers, mapped to those that the pods listen on. */
export function examplePorts(numbers: readonly number[], protocol: 'tcp' | 'udp'): readonly PortMapping[] {
  const targets = onPods(numbers);
  return numbers.map((port, index) => {
    const targetPort = targets[index];
    if (targetPort === undefined)
      throw new RangeError(`Wanted ${containerPorts.length} ports at most, got ${port} too.`);
    return { port, targetPort, protocol };
  });
}
