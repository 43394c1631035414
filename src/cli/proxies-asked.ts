// By which proxies the network is asked: the one that the command line names, else those that this machine's apt is set
// to use.

import { aptProxies, type Proxies } from "../fetch/apt-proxies.ts";
import { webAddress } from "../fetch/web-address.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Options } from "./options.ts";

export async function proxiesAsked(options: Options): Promise<Result<Proxies>> {
  const proxy = options.values.get("proxy")?.[0];
  if (proxy === undefined) return succeed({ ...(await aptProxies()), except: "localhost,127.0.0.1,[::1]" });
  if (webAddress(proxy) === undefined)
    return fail("usage", `Cannot ask by the proxy "${proxy}": it is no address`, {
      hint: "http://HOST:PORT; https goes through it sealed, by CONNECT",
    });
  return succeed({ http: proxy, https: proxy });
}
