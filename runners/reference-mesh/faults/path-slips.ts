import type { Fault } from './fault.ts';

/** Slips that show only in paths of a certain look. */
export const pathSlips: readonly Fault[] = [
  {
    name: 'dots-stop-at-slashes',
    lies: 'A dot in the expression for a path stands for any character but a slash, as in a file pattern.',
    breaks: ['specs.http.path.regex-features'],
    bend: (behaviour) => ({
      ...behaviour,
      pathTest: (pattern) => behaviour.pathTest(segmentDots(pattern)),
    }),
  },
  {
    name: 'counted-repetitions-literal',
    lies: 'Braces in the expression for a path are plain characters, so that a counted repetition never occurs.',
    breaks: ['specs.http.path.regex-features'],
    bend: (behaviour) => ({
      ...behaviour,
      pathTest: (pattern) => behaviour.pathTest(pattern.replace(/\{(\d+(?:,\d*)?)\}/g, '\\{$1\\}')),
    }),
  },
  {
    name: 'path-patterns-in-lower-case',
    lies: 'Expressions for paths are brought into lower case, and the paths of requests are not.',
    breaks: ['specs.http.path.literal', 'specs.http.path.regex-features'],
    bend: (behaviour) => ({
      ...behaviour,
      pathTest: (pattern) => behaviour.pathTest(pattern.toLowerCase()),
    }),
  },
  {
    name: 'trailing-slashes-trimmed',
    lies: 'A slash at the end of the path of a request is taken away before routes are asked.',
    breaks: ['specs.http.path.literal', 'specs.http.path.regex-features'],
    bend: (behaviour) => ({
      ...behaviour,
      pathOf: (target) => {
        const path = behaviour.pathOf(target);
        return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
      },
    }),
  },
  {
    name: 'long-paths-cut',
    lies: 'Routes see the first 255 characters of a path.',
    breaks: ['specs.http.path.explicit-end'],
    bend: (behaviour) => ({ ...behaviour, pathOf: (target) => behaviour.pathOf(target).slice(0, 255) }),
  },
  {
    name: 'plus-is-a-space',
    lies: 'A plus sign in a path is read as a space, as in the fields of a form.',
    breaks: ['specs.http.path.regex-features'],
    bend: (behaviour) => ({
      ...behaviour,
      pathOf: (target) => behaviour.pathOf(target).replaceAll('+', ' '),
    }),
  },
];

/** Every dot outside of escapes and classes, as a class without the slash. */
function segmentDots(pattern: string): string {
  return pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\./g, (found) => (found === '.' ? '[^/]' : found));
}
