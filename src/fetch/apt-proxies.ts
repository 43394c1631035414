// The proxies that this machine's apt is set to use, read from its configuration as apt.conf(5) describes it.
// Must never run what the configuration names (Proxy-Auto-Detect is not looked at).

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { webAddress } from "./web-address.ts";

/** Addresses of proxies by the scheme of what is fetched; absent where none is to be used. */
export interface Proxies {
  readonly http?: string;
  readonly https?: string;
  /** Hosts that are reached without one, in the form of `no_proxy`. */
  readonly except?: string;
}

/**
 * Later settings win, files in apt's order: apt.conf.d/* by name, then apt.conf. An https proxy falls back on http's.
 */
export async function aptProxies(root = "/"): Promise<Proxies> {
  const folder = join(root, "etc/apt/apt.conf.d");
  const names = (await readdir(folder).catch(() => []))
    .filter((name) => /^[A-Za-z0-9_-]+(\.conf)?$/.test(name))
    .sort(byBytes);
  const settings = new Map<string, string>();
  for (const path of [...names.map((name) => join(folder, name)), join(root, "etc/apt/apt.conf")]) {
    readSettings(await readFile(path, "utf8").catch(() => ""), settings);
  }
  const http = proxy(settings.get("acquire::http::proxy"));
  const https = settings.has("acquire::https::proxy") ? proxy(settings.get("acquire::https::proxy")) : http;
  return { ...(http === undefined ? {} : { http }), ...(https === undefined ? {} : { https }) };
}

function proxy(value: string | undefined): string | undefined {
  return value !== undefined && webAddress(value) !== undefined ? value : undefined;
}

/** `Name::Name value;` and `Name { Name value; };`, strings in double quotes, comments as in C++ and with `#`. */
function readSettings(text: string, settings: Map<string, string>): void {
  const tokens = text.matchAll(/\/\/.*|\/\*[^]*?\*\/|#.*|"([^"]*)"|[{};]|[^\s{};"]+/g);
  const scopes: string[] = [];
  let words: string[] = [];
  for (const [token, string] of tokens) {
    if (/^(\/\/|\/\*|#)/.test(token)) continue;
    if (token === "{") scopes.push(words[0] ?? "");
    else if (token === "}") scopes.pop();
    else if (token === ";" && words.length === 2)
      settings.set([...scopes, words[0]!].join("::").toLowerCase(), words[1]!);
    if (token === "{" || token === "}" || token === ";") words = [];
    else words.push(string ?? token);
  }
}
