import { format, resolveConfig } from 'prettier';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { publishedSchemas } from './generate.ts';

// After a change of the model: npx vitest run reports/schemas --update, and read the difference as a user of it would.
describe('published schemas', () => {
  it.each(Object.entries(publishedSchemas))('%s is what the code checks', async (name, render) => {
    const style = await resolveConfig(import.meta.filename);

    await expect(await format(render(), { ...style, parser: 'json' })).toMatchFileSnapshot(`./${name}`);
  });

  it('are JSON, and all of them are published', async () => {
    const files = (await readdir(new URL('.', import.meta.url))).filter((name) =>
      name.endsWith('.schema.json'),
    );

    expect(files.sort()).toEqual(Object.keys(publishedSchemas).sort());
    for (const name of files) {
      const schema: unknown = JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8'));
      expect(schema).toHaveProperty('$schema');
    }
  });
});
