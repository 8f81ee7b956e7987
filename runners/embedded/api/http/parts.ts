import type { Authorizer } from '../auth/access.ts';
import type { TokenSource } from '../auth/reviews.ts';
import type { Authenticator } from '../auth/users.ts';
import type { Discovery } from '../discovery/discovery.ts';
import type { Core } from '../objects/core.ts';
import type { OpenApi } from '../openapi/openapi.ts';
import type { PodRuntime } from '../pods.ts';

/** What requests are answered with. */
export interface Parts {
  readonly core: Core;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly tokenSource: TokenSource;
  readonly discovery: Discovery;
  readonly openApi: OpenApi;
  /** Undefined until something runs pods. */
  readonly runtime: () => PodRuntime | undefined;
}
