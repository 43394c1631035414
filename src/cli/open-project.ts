// The project that a command works in, with all that it imports: what is not in the store yet is brought there. Must
// never open the store, nor ask anybody, for a project that imports nothing.

import type { Import } from "../model/import.ts";
import { succeed, type Result } from "../model/failure.ts";
import { loadProject, type Project } from "../recipe/load-project.ts";
import { CONTRACT_VERSION } from "../sandbox/contract.ts";
import type { Store } from "../store/store.ts";
import type { Context } from "./context.ts";

export async function openProject(context: Context): Promise<Result<Project>> {
  let opened: Result<Store> | undefined;
  const bring = async (asked: Import): Promise<Result<string>> => {
    // Most projects import nothing, and of an import most runs find all there.
    opened ??= await (await import("./home-store.ts")).openHome(context);
    if (!opened.ok) return opened;
    const { network, environment, signal, carriedIn } = context;
    const { value: store } = opened;
    const { knownImport } = await import("../imports/known.ts");
    const known = await knownImport(store, CONTRACT_VERSION, asked);
    if (!known.ok) return known;
    if (known.value !== undefined) return succeed(known.value);
    const [{ bringImport }, { gitNeeds }, { aptProxies }] = await Promise.all([
      import("../imports/bring.ts"),
      import("../imports/bringing.ts"),
      import("../fetch/apt-proxies.ts"),
    ]);
    const bringing = { store, network, proxies: await aptProxies(), git: gitNeeds(environment), signal, carriedIn };
    return bringImport(bringing, asked);
  };
  try {
    return await loadProject(context.project, bring);
  } finally {
    if (opened?.ok === true) await opened.value.close();
  }
}
