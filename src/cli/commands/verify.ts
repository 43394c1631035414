// fromseed verify: manifests down to the seed, signatures under a policy, the store's objects.

import { sha256, type Sha256 } from "../../bytes/sha256.ts";
import { storedManifests, type ManifestSource } from "../../engine/manifest-source.ts";
import { verifyClosure } from "../../engine/verify-closure.ts";
import { readSignatures } from "../../manifest/signature-files.ts";
import { verifyManifest } from "../../manifest/verify.ts";
import { fail, type Failure } from "../../model/failure.ts";
import { loadProject } from "../../recipe/load-project.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { count } from "../../report/event-words.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { filesOf, readGiven } from "../given-manifests.ts";
import { verifyObjects } from "../store-findings.ts";
import { readTrust, verificationFailures, verificationLines, type Trust } from "../trust.ts";
import { namedStages, pinnedTrees } from "../targets.ts";
import { withStore } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  if (options.switches.has("store"))
    return withStore(context, (store) => verifyObjects(context, options, store), {
      mend: options.switches.has("heal"),
    });
  if (options.switches.has("heal"))
    return reportFailures(context, fail("usage", "Cannot read the command line: --heal goes with --store").failures);
  const trust = await readTrust(options);
  if (!trust.ok) return reportFailures(context, trust.failures);
  const given = options.values.get("manifests");
  const elsewhere = await filesOf(options.values.get("signatures") ?? []);
  if (!elsewhere.ok) return reportFailures(context, elsewhere.failures);
  if (given !== undefined) {
    const project = await loadProject(context.project);
    if (!project.ok) return reportFailures(context, project.failures);
    const read = await readGiven(given);
    if (!read.ok) return reportFailures(context, read.failures);
    return verifyTargets(context, options, {
      source: read.value.manifests,
      targets: options.operands.length > 0 ? options.operands : read.value.manifests.targets,
      expected: pinnedTrees(project.value),
      trust: trust.value,
      signatures: [...read.value.signatures, ...elsewhere.value],
    });
  }
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  return withStore(context, async (store) => {
    const own = (await store.texts("manifests")).map((name) => store.textPath("manifests", name));
    return verifyTargets(context, options, {
      source: storedManifests(store),
      targets,
      expected: pinnedTrees(project),
      trust: trust.value,
      signatures: [...own, ...elsewhere.value],
    });
  });
}

interface ToVerify {
  readonly source: ManifestSource;
  readonly targets: readonly string[];
  readonly expected: ReadonlyMap<string, Sha256>;
  readonly trust: Trust | undefined;
  /** Paths of files, of which those that are named as signatures are read. */
  readonly signatures: readonly string[];
}

async function verifyTargets(context: Context, options: Options, asked: ToVerify): Promise<number> {
  const { source, targets, expected, trust } = asked;
  const reports = [];
  const failures: Failure[] = [];
  for (const target of targets) {
    const closure = await verifyClosure(source, target, expected);
    if (!closure.ok) {
      failures.push(...closure.failures);
      continue;
    }
    const { manifests } = closure.value;
    if (!context.json)
      context.write(
        `${target}  ${count(manifests.length, "manifest")} ${manifests.length === 1 ? "agrees" : "agree"} down to the seed\n`,
      );
    if (trust === undefined) continue;
    const stages = options.switches.has("closure") ? manifests : [closure.value.target];
    const subjects = [
      [`${target}.closure.json`, closure.value.text] as const,
      ...stages.map(({ stage, text }) => [`${stage}.json`, text] as const),
    ];
    for (const [name, text] of subjects) {
      const signatures = await readSignatures(asked.signatures, sha256(text));
      const verification = verifyManifest({
        content: Buffer.from(text),
        signatures,
        ...trust,
        now: context.date(),
      });
      reports.push({ manifest: name, sha256: sha256(text), ...verification });
      if (!context.json)
        context.write(
          verificationLines(name, verification, trust.keys)
            .map((line) => `${line}\n`)
            .join(""),
        );
      failures.push(...verificationFailures(name, verification));
    }
  }
  if (context.json)
    context.write(jsonLine({ verified: failures.length === 0, targets, signatures: reports, failures }));
  if (failures.length === 0) return EXIT.done;
  return context.json ? exitCode(failures) : reportFailures(context, failures);
}
