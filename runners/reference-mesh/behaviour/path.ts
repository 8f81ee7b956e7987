/**
 * The path that policies look at: without the query, with escaped letters and digits read, `.` and `..` resolved and
 * slashes joined, so that `/public/../admin` and `/%61dmin` are judged as what an application will take them for. What is
 * sent on is the target as it came.
 */
export function policyPath(target: string): string {
  const path = withoutQuery(target);
  return suspicious.test(path) ? normalise(path) : path;
}

const suspicious = /%|\/\/|\/\.|^[^/]/;
const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i;
const unreserved = /^[A-Za-z0-9\-._~]$/;

function withoutQuery(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}

function normalise(path: string): string {
  const decoded = path.replace(authority, '').replace(/%([0-9A-Fa-f]{2})/g, (escape, digits: string) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    return unreserved.test(character) ? character : escape.toUpperCase();
  });
  if (decoded === '*') return decoded;
  const kept: string[] = [];
  const segments = decoded.split('/');
  const last = segments.at(-1);
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.' && segment !== '') kept.push(segment);
  }
  const folder = last === '' || last === '.' || last === '..';
  return `/${kept.join('/')}${folder && kept.length > 0 ? '/' : ''}`;
}
