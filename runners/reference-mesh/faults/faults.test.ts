import { describe, expect, it } from 'vitest';
import { specification } from '../behaviour/specification.ts';
import { backendStory } from '../testing/backend-story.ts';
import { conditionStory } from '../testing/condition-story.ts';
import { exampleStory } from '../testing/example-story.ts';
import { identityStory } from '../testing/identity-story.ts';
import { generalStory } from '../testing/general-story.ts';
import { requestStory } from '../testing/request-story.ts';
import { routeStory } from '../testing/route-story.ts';
import { slipStory } from '../testing/slip-story.ts';
import { accessStory } from '../testing/access-story.ts';
import { splitStory } from '../testing/split-story.ts';
import { changesStory } from '../testing/changes-story.ts';
import { bindingStory } from '../testing/binding-story.ts';
import { portStory } from '../testing/port-story.ts';
import { targetStory } from '../testing/target-story.ts';
import { behaviourOf } from './behaviour-of.ts';
import { faults } from './index.ts';

const plain = {
  ...splitStory,
  ...backendStory,
  ...conditionStory,
  ...accessStory,
  ...targetStory,
  ...portStory,
  ...identityStory,
  ...bindingStory,
  ...exampleStory,
  ...generalStory,
  ...routeStory,
  ...requestStory,
  ...slipStory,
};
const story = { ...plain, ...changesStory(plain) };
const kills = faults.flatMap((fault) => fault.breaks.map((requirement) => ({ fault, requirement })));

describe('faults', () => {
  it('have names of their own that mesh-config can list', () => {
    const names = faults.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
  });

  it('say in one sentence how the mesh lies', () => {
    for (const { lies } of faults) expect(lies).toMatch(/^[A-Z][^.]*\.$/);
  });

  it('leave no requirement of the story unbroken', () => {
    const broken = new Set(faults.flatMap(({ breaks }) => breaks));
    expect(Object.keys(story).filter((requirement) => !broken.has(requirement))).toEqual([]);
  });

  it.each(kills.map(({ fault, requirement }) => [fault.name, requirement, fault] as const))(
    '%s shows in %s',
    (_name, requirement, fault) => {
      const tell = story[requirement];
      if (tell === undefined) throw new Error(`the story does not speak of ${requirement}`);
      expect(tell(fault.bend(specification))).not.toEqual(tell(specification));
    },
  );

  it('are bent one after the other, and unknown ones are told', () => {
    const { behaviour, unknown } = behaviourOf(['weights-swapped', 'no-such-fault', 'deleted-splits-stay']);
    expect(unknown).toEqual(['no-such-fault']);
    expect(splitStory['split.weights.proportional']?.(behaviour)).toMatchObject({ 'v1-0': 120 });
    expect(behaviourOf([]).behaviour).toBe(specification);
  });
});
