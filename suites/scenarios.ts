// Registers every scenario. A new file of scenarios is added here, and its requirements to suites/requirements.
import './access/lifecycle.ts';
import './access/open-identities.ts';
import './access/open-rules.ts';
import './access/ports.ts';
import './access/rules.ts';
import './access/schema.ts';
import './access/sources.ts';
import './access/traffic-target.ts';
import './api/discovery.ts';
import './api/surface.ts';
import './api/tools.ts';
import './specs/http-route-group.ts';
import './specs/open-tcp.ts';
import './specs/tcp-and-udp.ts';
import './split/backends.ts';
import './split/lifecycle.ts';
import './split/ports.ts';
import './split/root-and-clients.ts';
import './split/schema.ts';
import './split/matches.ts';
import './split/matches-groups.ts';
import './split/open-matches.ts';
import './split/open-matches-company.ts';
import './split/open-weights.ts';
import './split/weights.ts';
import './split/workflow.ts';

export { registeredScenarios } from './scenario/registry.ts';
