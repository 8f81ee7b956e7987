import type { ScenarioContext } from '../scenario/context.ts';

/**
 * Says in the evidence how the example of a document was put on: objects have the document's names, each followed by what
 * makes it the scenario's own; who plays whom; and what had to be repaired before it could be used.
 */
export function programme(
  { note, nameFor }: ScenarioContext,
  cast: Readonly<Record<string, { readonly name: string } | string>>,
  ...repairs: readonly string[]
): void {
  const [first = 'example'] = Object.keys(cast);
  const parts = Object.entries(cast).map(
    ([part, player]) => `${part} by ${typeof player === 'string' ? player : player.name}`,
  );
  note('the example, as it was put on', [
    `Names are the document's, made this scenario's own: ${first} is ${nameFor(first)}.`,
    `Parts are played so: ${parts.join(', ')}.`,
    ...repairs,
  ]);
}
