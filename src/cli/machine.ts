// What this machine says of itself, for accounts of builds and observations: its processor, kernel and distribution, and
// which fromseed ran on it. Read once, when something was built. Must never be part of a manifest or a key.

import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { cpus, release, type } from "node:os";
import { join } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { UNSEEN } from "../bytes/unseen.ts";
import type { Witness } from "../inputs/workshop.ts";
import type { Machine } from "../model/observation.ts";
import { treeOf } from "../store/listing.ts";
import type { Context } from "./context.ts";

/** Who tells when and on what something was built; `executor` is what ran the steps. */
export function witnessOf(context: Context, executor: { readonly name: string }): Witness {
  let machine: Promise<Machine> | undefined;
  return {
    date: context.date,
    machine: () => (machine ??= thisMachine(context, executor.name)),
  };
}

async function thisMachine({ checkout, cores }: Context, executor: string): Promise<Machine> {
  const [cpuinfo, osRelease] = await Promise.all([textAt("/proc/cpuinfo"), textAt("/etc/os-release")]);
  const line = (name: string): string | undefined => new RegExp(`^${name}\\s*:(.*)$`, "m").exec(cpuinfo)?.[1];
  const setting = (name: string): string => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(osRelease)?.[1] ?? "";
  return {
    vendor: words(line("vendor_id")),
    model: words(line("model name") ?? cpus()[0]?.model),
    kernel: words(`${type()} ${release()}`),
    distribution: words(`${setting("ID")} ${setting("VERSION_ID")}`),
    cores,
    executor: words(executor),
    fromseed: ownSources(join(checkout, "src")),
    node: words(process.version),
  };
}

/** Words that an observation can hold. */
function words(text: string | undefined): string {
  return (text ?? "").replace(UNSEEN, " ").replace(/\s+/g, " ").trim().slice(0, 200).toWellFormed() || "unknown";
}

async function textAt(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}

/**
 * The digest of the listing of fromseed's sources (src/store/LISTING.md), every file as 644. Read one after the other:
 * some hundred small files take a quarter of the time that way.
 */
function ownSources(folder: string): Sha256 {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entries = found.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    const content = readFileSync(path);
    return {
      type: "file" as const,
      path: path.slice(folder.length + 1),
      executable: false,
      sha256: sha256(content),
      size: content.length,
    };
  });
  return treeOf(entries).sha256;
}
