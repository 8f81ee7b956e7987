/** Options that choose scenarios or files: a command that repeats one scenario has its own or none. */
const dropped: ReadonlySet<string> = new Set(['--only', '--skip', '--junit', '--json', '--journal', '--out']);

/** The command line that repeats one scenario of a run, given the words of the run's own. */
export function repeatCommand(words: readonly string[], id: string): string {
  const kept: string[] = [];
  let dropping = false;
  for (const word of words) {
    if (word.startsWith('-')) dropping = dropped.has(word.split('=', 1)[0] ?? '');
    if (!dropping) kept.push(word);
  }
  return ['smi-conformance', ...kept, '--only', id].map(quote).join(' ');
}

/** As a POSIX shell reads it back. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
