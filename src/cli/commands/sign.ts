// fromseed sign: detached OpenPGP signatures over manifests, with a key from a file or through gpg.

import { dirname, join } from "node:path";
import { sha256 } from "../../bytes/sha256.ts";
import { seenOf } from "../../engine/attestable.ts";
import { storedManifests } from "../../engine/manifest-source.ts";
import { readSourcesAgain, readTreesAgain } from "../../engine/read-again.ts";
import { verifyClosure } from "../../engine/verify-closure.ts";
import { signatureName } from "../../manifest/signature-name.ts";
import { fail } from "../../model/failure.ts";
import { parsePolicy } from "../../policy/parse.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import type { Options } from "../options.ts";
import { readGivenFile } from "../given-file.ts";
import { shareFiles } from "../exchanged-folder.ts";
import { chooseSigner, type Signer } from "../signer.ts";
import { stagesByManifest } from "../stages-by-manifest.ts";
import { namedStages, pinnedByOwnName } from "../targets.ts";

export async function main(context: Context, options: Options): Promise<number> {
  if (options.values.has("image")) return (await import("./sign-image.ts")).main(context, options);
  const stray = ["payload", "collected", "keys"].find((name) => options.switches.has(name) || options.values.has(name));
  if (stray !== undefined)
    return reportFailures(
      context,
      fail("usage", `Cannot read the command line: --${stray} goes with --image`).failures,
    );
  const signer = await chooseSigner(context, options);
  if (!signer.ok) return reportFailures(context, signer.failures);
  const policy = options.values.get("policy")?.[0];
  if (policy !== undefined) return signPolicy(context, options, { file: policy, signer: signer.value });
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  return withStore(context, async (store) => {
    const expected = pinnedByOwnName(project);
    // Who signs says that the sources are as told: of stages that were taken, too.
    const { taken: _, ...own } = storedManifests(store, project.stages);
    const isWhole = options.switches.has("closure");
    const known = await stagesByManifest(store, isWhole ? project.stages.values() : []);
    const signed = [];
    for (const target of targets) {
      // Nothing is signed that does not hold together down to the seed.
      const closure = await verifyClosure(own, target, expected);
      if (!closure.ok) return reportFailures(context, closure.failures);
      const trees = closure.value.manifests.map(({ stage, manifest }) => ({ stage, tree: manifest.tree.sha256 }));
      const whole = await readTreesAgain(store, trees, context.signal);
      if (!whole.ok) return reportFailures(context, whole.failures);
      const sources = closure.value.manifests.flatMap(({ manifest }) => manifest.sources.map(seenOf));
      const unchanged = await readSourcesAgain(store, sources, context.signal);
      if (!unchanged.ok) return reportFailures(context, unchanged.failures);
      // Written for a stage that was never a target, too: it is what the signature stands beside.
      const written = await store.putText("manifests", `${target}.closure.json`, closure.value.text);
      if (!written.ok) return reportFailures(context, written.failures);
      const others = closure.value.manifests.filter((each) => isWhole && each.sha256 !== closure.value.target.sha256);
      const subjects = new Map([
        [`${target}.closure.json`, closure.value.text],
        [`${target}.json`, closure.value.target.text],
        ...others.map((each) => [`${known.get(each.sha256)?.name ?? each.stage}.json`, each.text] as const),
      ]);
      for (const [name, text] of subjects) {
        const signature = await signer.value.sign(Buffer.from(text));
        if (!signature.ok) return reportFailures(context, signature.failures);
        const file = signatureName(sha256(text), signature.value.fingerprint);
        const put = await store.putText("manifests", file, signature.value.armored);
        if (!put.ok) return reportFailures(context, put.failures);
        signed.push({
          manifest: store.textPath("manifests", name),
          signature: store.textPath("manifests", file),
          fingerprint: signature.value.fingerprint,
        });
      }
    }
    if (context.json) context.write(jsonLine(signed));
    else {
      for (const each of signed) context.write(`signed  ${each.manifest}\n        ${each.signature}\n`);
      context.write(
        `Others who have the .asc files and your public key check them: fromseed verify ${targets[0]!} --keys KEYS --signatures DIR\n`,
      );
    }
    return EXIT.done;
  });
}

/** Signs a policy's text, so that it may follow the one before: the signature goes beside it. */
async function signPolicy(
  context: Context,
  options: Options,
  { file, signer }: { readonly file: string; readonly signer: Signer },
): Promise<number> {
  if (options.operands.length > 0 || options.switches.has("closure"))
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: --policy goes without stages and without --closure").failures,
    );
  const text = await readGivenFile("policy", file);
  if (!text.ok) return reportFailures(context, text.failures);
  const { content } = text.value;
  const policy = parsePolicy(content.toString(), file);
  if (!policy.ok) return reportFailures(context, policy.failures);
  const signed = await signer.sign(content);
  if (!signed.ok) return reportFailures(context, signed.failures);
  const { armored, fingerprint } = signed.value;
  const name = signatureName(sha256(content), fingerprint);
  const put = await shareFiles(dirname(file), [{ name, content: armored }]);
  if (!put.ok) return reportFailures(context, put.failures);
  const signature = join(dirname(file), name);
  context.write(
    context.json ? jsonLine([{ policy: file, signature, fingerprint }]) : `signed  ${file}\n        ${signature}\n`,
  );
  return EXIT.done;
}
