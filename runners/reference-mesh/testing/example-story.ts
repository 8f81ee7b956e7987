import { accessStory } from './access-story.ts';
import { backendStory } from './backend-story.ts';
import { bindingStory } from './binding-story.ts';
import { conditionStory } from './condition-story.ts';
import { portStory } from './port-story.ts';
import { routeStory } from './route-story.ts';
import { splitStory } from './split-story.ts';
import { shared, type Story } from './story.ts';

const parts: Story = {
  ...splitStory,
  ...backendStory,
  ...conditionStory,
  ...accessStory,
  ...portStory,
  ...bindingStory,
  ...routeStory,
};

/** The documents' examples are made of what single requirements ask: in small, each is the story of one of these. */
const shows = {
  'ex.split.my-weights': 'split.weights.milli',
  'ex.split.my-trafficsplit': 'split.weights.equal',
  'ex.split.canary': 'split.weights.proportional',
  'ex.split.ab-test': 'split.matches.miss-goes-to-root',
  'ex.split.ports-valid': 'split.ports.target-port',
  'ex.split.ports-mismatch': 'split.ports.mismatch-excluded',
  'ex.split.workflow': 'split.workflow.rollout',
  'ex.access.the-routes': 'specs.http.inert',
  'ex.access.path-specific': 'access.rules.matches-subset',
  'ex.access.l7': 'access.l7.example',
  'ex.access.l4': 'access.l4.tcp-udp-example',
  'ex.access.identitybinding': 'access.ib.service-account',
  'ex.specs.the-routes': 'access.deny.unlisted-route',
  'ex.specs.everything': 'specs.http.path.wildcard',
  'ex.specs.android-insiders': 'specs.http.headers.and',
  'ex.specs.android-or-firefox': 'specs.http.headers.or',
  'ex.specs.iphone': 'specs.http.headers.single',
  'ex.specs.tcp-route': 'specs.tcp.any',
  'ex.specs.tcp-ports': 'specs.tcp.ports-list',
  'ex.specs.tcp-all': 'specs.tcp.ports-empty',
  'ex.specs.udp-ports': 'specs.udp.ports-list',
  'ex.specs.udp-all': 'specs.udp.ports-empty',
} as const;

export const exampleStory: Story = {
  'ex.split.my-canary': shared('website', { v1: 900, v2: 100 }),
  ...Object.fromEntries(
    Object.entries(shows).map(([example, requirement]) => {
      const tell = parts[requirement];
      if (tell === undefined) throw new Error(`There is no story of ${requirement}, which ${example} shows.`);
      return [example, tell] as const;
    }),
  ),
};
