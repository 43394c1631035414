// The connections that one piece of work asks with, through the proxies that are set; closed when it is done.

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Proxies } from "./apt-proxies.ts";

export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export function openAgents({ http, https, except }: Proxies = {}): Agents & Disposable {
  const proxyEnv = { http_proxy: http, https_proxy: https, no_proxy: except };
  const agents: Agents = { http: new HttpAgent({ proxyEnv }), https: new HttpsAgent({ proxyEnv }) };
  return {
    ...agents,
    [Symbol.dispose]() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
