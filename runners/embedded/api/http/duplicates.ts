interface Level {
  /** The names seen so far; undefined in a list. */
  readonly names: Set<string> | undefined;
  readonly path: string;
  index: number;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** What is written twice in a JSON text that is well-formed, for instance `duplicate field "data.a"`. */
export function duplicateFields(text: string): readonly string[] {
  const found: string[] = [];
  const levels: Level[] = [];
  let word: string | undefined;
  let name = '';
  for (const [part] of text.matchAll(token)) {
    const level = levels.at(-1);
    if (part === '{' || part === '[') {
      levels.push({ names: part === '{' ? new Set() : undefined, path: pathBelow(level, name), index: 0 });
    } else if (part === '}' || part === ']') {
      levels.pop();
    } else if (part === ',') {
      if (level !== undefined) level.index += 1;
    } else if (part === ':' && word !== undefined && level?.names !== undefined) {
      name = JSON.parse(word) as string;
      if (level.names.has(name))
        found.push(`duplicate field ${JSON.stringify(level.path === '' ? name : `${level.path}.${name}`)}`);
      level.names.add(name);
    }
    word = part.startsWith('"') ? part : undefined;
  }
  return found;
}

const pathBelow = (level: Level | undefined, name: string): string => {
  if (level === undefined) return '';
  if (level.names === undefined) return `${level.path}[${level.index}]`;
  return level.path === '' ? name : `${level.path}.${name}`;
};
