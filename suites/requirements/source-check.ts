import type { Requirement } from './catalogue.ts';
import { passagesOf, type Passage } from './fingerprint.ts';

/** What has become of a requirement's source in a checkout of the specification. */
export interface SourceChange {
  readonly requirement: string;
  /** Path of the document in the checkout. */
  readonly path: string;
  /** `moved`: it is under another heading, `to`. `changed`: it is not in the document any more, or not in these words. */
  readonly what: 'document-missing' | 'heading-missing' | 'moved' | 'changed';
  readonly heading: string;
  readonly to?: string;
  readonly sha256?: string;
}

/** Where the specification's repository keeps a document that a clause names, for instance `traffic-split` of `v1alpha4`. */
export function documentPath({ document, version }: Requirement['clause']): string {
  return document.startsWith('traffic-') ? `apis/${document}/${version}/${document}.md` : `${document}.md`;
}

/**
 * The sources that are no longer as the catalogue knows them, in the catalogue's order; none when nothing has changed.
 * `read` gives a document's text by its path in the checkout, or nothing where there is none.
 */
export function changedSources(
  catalogue: readonly Requirement[],
  read: (path: string) => string | undefined,
): readonly SourceChange[] {
  const documents = new Map<string, readonly Passage[] | undefined>();
  return catalogue.flatMap(({ id, clause, source }): readonly SourceChange[] => {
    const path = documentPath(clause);
    if (!documents.has(path)) {
      const text = read(path);
      documents.set(path, text === undefined ? undefined : passagesOf(text));
    }
    const passages = documents.get(path);
    const change = { requirement: id, path, heading: clause.heading };
    if (passages === undefined) return [{ ...change, what: 'document-missing' }];
    if (!passages.some(({ kind, heading }) => kind === 'section' && heading === clause.heading))
      return [{ ...change, what: 'heading-missing' }];
    return source.sha256.flatMap((sha256): readonly SourceChange[] => {
      const places = passages.filter((passage) => passage.sha256 === sha256);
      if (places.some(({ heading }) => heading === clause.heading)) return [];
      const [elsewhere] = places;
      return elsewhere === undefined
        ? [{ ...change, what: 'changed', sha256 }]
        : [{ ...change, what: 'moved', to: elsewhere.heading, sha256 }];
    });
  });
}
