import type { ShareDesign } from './share-design.ts';
import type { ShareSample } from './share-sample.ts';
import type { SplitWorld } from './suspects.ts';

/** A trial as it stands when it ends. */
export interface ShareCase {
  readonly design: ShareDesign;
  readonly names: readonly string[];
  readonly world?: SplitWorld;
  readonly seen: ShareSample;
  readonly draws: number;
}
