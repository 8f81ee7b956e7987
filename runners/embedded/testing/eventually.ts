import type { ObjectStore, ResourceId } from '../api/store.ts';

/** Resolves with the first defined answer of `look`, asked again after every event of `resource`. */
export function eventually<Answer>(
  store: ObjectStore,
  resource: ResourceId,
  look: () => Answer | undefined,
): Promise<Answer> {
  return new Promise((resolve) => {
    const watching: { end?: () => void; over: boolean } = { over: false };
    const check = () => {
      const answer = watching.over ? undefined : look();
      if (answer === undefined) return;
      watching.over = true;
      watching.end?.();
      resolve(answer);
    };
    watching.end = store.watch(resource, check);
    check();
    if (watching.over) watching.end();
  });
}
