// fromseed install: a target's tree, or a part of it, in a folder of the user's; verified at every install, down to the seed.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { byBytes } from "../../bytes/order.ts";
import { sha256 } from "../../bytes/sha256.ts";
import type { NamedPaths } from "../../installed/absolute-paths.ts";
import { differencesIn, isIntact } from "../../installed/differences.ts";
import { lay, partOf, receiptIn } from "../../installed/lay.ts";
import { writeReceipt } from "../../installed/receipt.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import { count } from "../../report/event-words.ts";
import { harmless } from "../../report/harmless.ts";
import { jsonLine } from "../../report/json-lines.ts";
import type { Store } from "../../store/store.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withPrefix } from "../installations.ts";
import type { Options } from "../options.ts";
import { ownTarget, publishedTarget } from "../ready-target.ts";
import { oneStage } from "../targets.ts";
import { withWorkshop } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options, ["TARGET"]);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  const given = options.values.get("prefix")?.[0];
  if (given === undefined || given.includes("\n"))
    return reportFailures(
      context,
      fail("usage", `Cannot install "${target}": --prefix says where, a folder of its own`).failures,
    );
  const prefix = resolve(given);
  const outputs = [...new Set((options.values.get("output") ?? []).map((path) => path.replace(/^\/+|\/+$/g, "")))].sort(
    byBytes,
  );
  return withWorkshop(context, options, { project, cores: context.cores }, async (workshop) => {
    const ready = options.values.has("from")
      ? await publishedTarget(context, options, { workshop, project, target })
      : await ownTarget(context, options, { workshop, project, target });
    if (!ready.ok) return reportFailures(context, ready.failures);
    if (typeof ready.value === "number") return ready.value;
    const { report, closure, verdict } = ready.value;
    for (const line of report.conclusions) report.say(line);
    const { manifest: own, sha256: manifest } = closure.target;
    const tree = await workshop.store.tree(own.tree.sha256);
    if (!tree.ok) return reportFailures(context, tree.failures);
    const part = partOf(tree.value, outputs);
    if (!part.ok) return reportFailures(context, part.failures);
    const { entries } = part.value;
    const what = { tree: tree.value.sha256, manifest, closure: sha256(closure.text), outputs, entries };
    const receipt = { prefix, target, verdict, ...what };
    const used = new Set(own.uses.map((use) => use.manifest));
    const root = closure.manifests.filter((each) => each === closure.target || used.has(each.sha256));
    const toLay = {
      receipt,
      tree: part.value,
      directory: workshop.store.treeDirectory(receipt.tree),
      root: root.flatMap((each) => each.manifest.tree.entries.map(({ path }) => path)),
    };
    const laid = await withPrefix(
      workshop.store,
      { prefix, action: "install to" },
      () => layOnce(workshop.store, toLay, context.signal),
      context.signal,
    );
    if (!laid.ok) return reportFailures(context, laid.failures);
    if (context.json)
      context.write(
        jsonLine({
          target,
          prefix,
          tree: receipt.tree,
          files: entries.length,
          already: laid.value === "already",
          named: laid.value === "already" ? [] : laid.value,
        }),
      );
    else if (laid.value === "already")
      context.write(`${target}  is installed in ${prefix} already, as it was laid there\n`);
    else {
      for (const line of namedLines(laid.value, prefix)) context.warn(`${line}\n`);
      context.write(`${target}  installed: ${count(entries.length, "file")} of tree ${receipt.tree}\n${prefix}\n`);
    }
    return EXIT.done;
  });
}

/** Lays the tree unless the very same is there and as it was laid. */
async function layOnce(
  store: Store,
  toLay: Parameters<typeof lay>[0],
  signal: AbortSignal,
): Promise<Result<readonly NamedPaths[] | "already">> {
  const { receipt } = toLay;
  const { prefix } = receipt;
  const there = receiptIn(prefix);
  if (there?.ok === false) return there;
  if (there !== undefined) {
    const isSame = there.value.tree === receipt.tree && there.value.outputs.join() === receipt.outputs.join();
    if (isSame && isIntact(await differencesIn(prefix, there.value, signal))) return succeed("already" as const);
    return fail(
      "destination",
      `Cannot install to ${JSON.stringify(prefix)}: "${there.value.target}" is installed there${isSame ? ", and was changed" : ""}`,
      { hint: `fromseed installed ${prefix} --verify shows it, fromseed uninstall ${prefix} takes it away` },
    );
  }
  // Before it is laid: what is there must be known of here.
  const noted = await store.putText("installed", sha256(prefix), writeReceipt(receipt));
  return noted.ok ? lay(toLay, signal) : noted;
}

/** The most files that are named. */
const FEW = 20;

/** What will not be found, or be found elsewhere. */
function namedLines(named: readonly NamedPaths[], prefix: string): readonly string[] {
  const lines = named.map(({ path, interpreter, rpath, strings }) => {
    const says = [
      ...(interpreter === undefined
        ? []
        : [
            `is run by ${interpreter}${existsSync(interpreter) ? " of this machine" : ", which this machine has not got"}`,
          ]),
      ...(rpath.length === 0 ? [] : [`looks for libraries in ${rpath.join(", ")}`]),
      ...(strings.length === 0
        ? []
        : [`names ${count(strings.length, "path")} of the root that it was built for, such as ${strings[0]}`]),
    ];
    return harmless(`${path}  ${says.join("; ")}`);
  });
  if (lines.length === 0) return [];
  const more = lines.length - FEW;
  return [
    ...lines.slice(0, FEW),
    ...(more > 0 ? [`and ${count(more, "more file")}: --json names them all`] : []),
    `What is named so is looked for at / and not below ${prefix}, unless a program knows how to move.`,
  ];
}
