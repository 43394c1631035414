// fromseed publish: a target's trees, manifests, observations and signatures as a plain folder that others take it from.

import { resolve } from "node:path";
import { sha256 } from "../../bytes/sha256.ts";
import { storedManifests } from "../../engine/manifest-source.ts";
import { verifyClosure } from "../../engine/verify-closure.ts";
import { manifestPath } from "../../published/index-text.ts";
import { writePublished } from "../../published/write-published.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { count } from "../../report/event-words.ts";
import { sizeText } from "../../report/size-text.ts";
import { guarded } from "../../store/guarded.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { saidOf } from "../said-of-closure.ts";
import { filesBelow } from "../given-paths.ts";
import { oneStage, pinnedByOwnName } from "../targets.ts";
import { withStore } from "../home-store.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await oneStage(context, options, ["TARGET", "DIR"]);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, target } = named.value;
  const folder = resolve(options.operands[1]!);
  const given = await filesBelow(options.values.get("signatures") ?? []);
  if (!given.ok) return reportFailures(context, given.failures);
  return withStore(context, async (store) => {
    const closure = await verifyClosure(storedManifests(store, project.stages), target, pinnedByOwnName(project));
    if (!closure.ok) return reportFailures(context, closure.failures);
    const { text, manifests } = closure.value;
    const said = await saidOf(store, closure.value, given.value.files);
    if (!said.ok) return reportFailures(context, said.failures);
    const own = [
      { path: manifestPath(sha256(text), "closure"), content: Buffer.from(text) },
      ...manifests.map((each) => ({ path: manifestPath(each.sha256, "stage"), content: Buffer.from(each.text) })),
    ];
    const published = {
      target: closure.value.target.stage,
      closure: sha256(text),
      texts: [...own, ...said.value],
      trees: manifests.map(({ manifest }) => manifest.tree.sha256),
    };
    const done = await guarded(
      "publish into",
      folder,
      () => writePublished(store, published, folder, context.signal),
      context.signal,
    );
    if (!done.ok) return reportFailures(context, done.failures);
    const { added } = done.value;
    const signatures = said.value.filter(({ path }) => !path.endsWith(".json")).length;
    if (context.json) context.write(jsonLine({ target, closure: published.closure, folder, added, signatures }));
    else
      context.write(
        `${target}  published: ${count(manifests.length, "stage")}, ${count(signatures, "signature")}; new: ${count(added.trees, "tree")} and ${count(added.texts, "text")}, ${sizeText(added.bytes)}\n${folder}\n`,
      );
    return EXIT.done;
  });
}
