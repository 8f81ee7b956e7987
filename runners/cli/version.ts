import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../fixtures/package-root.ts';

/** Version of this package. */
export function suiteVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** Whether this suite runs on a version of Node such as `v20.20.2`: 20.19 and later. */
export function supportsNode(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}
