// Sources from nowhere but the store: for builds that are to ask nobody.

import type { Fetching } from "../src/inputs/workshop.ts";

export const OFFLINE: Fetching = {
  offline: true,
  mirrors: [],
  directories: [],
  aptMirrors: [],
  proxies: {},
  git: { path: undefined, network: {} },
};
