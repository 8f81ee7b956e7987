import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { loadDeviations } from './deviations.ts';
import { CatalogueError, loadCatalogue } from './load.ts';

describe('the deviations that are known', () => {
  const deviations = loadDeviations();

  test('are of requirements that exist', () => {
    const ids = new Set(loadCatalogue().map(({ id }) => id));
    const strangers = deviations.flatMap(({ mesh, requirements }) =>
      requirements.filter((id) => !ids.has(id)).map((id) => `${mesh}: ${id}`),
    );
    expect(strangers).toEqual([]);
  });

  test('are said once for each mesh and requirement', () => {
    const said = deviations.flatMap(({ mesh, requirements }) => requirements.map((id) => `${mesh}: ${id}`));
    expect(said.filter((one, index) => said.indexOf(one) !== index)).toEqual([]);
  });
});

describe('a file of deviations', () => {
  const folderWith = (text: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'deviations-'));
    writeFileSync(join(folder, 'a-mesh.yaml'), text);
    return folder;
  };
  const deviation = '  - { requirements: [split.a], does: It drops them., by: read }\n';

  test('gives each deviation its mesh', () => {
    expect(loadDeviations(folderWith(`mesh: A mesh\nversion: v1\ndeviations:\n${deviation}`))).toEqual([
      { mesh: 'A mesh', version: 'v1', requirements: ['split.a'], does: 'It drops them.', by: 'read' },
    ]);
  });

  test('is refused when it does not say how a thing is known, and says where', () => {
    const text = `mesh: A mesh\nversion: v1\ndeviations:\n${deviation.replace(', by: read', '')}`;
    expect(() => loadDeviations(folderWith(text))).toThrow(CatalogueError);
    expect(() => loadDeviations(folderWith(text))).toThrow(/^a-mesh\.yaml: deviations\.0\.by: /);
  });
});
