// fromseed verify: manifests down to the seed, signatures and observations under a policy, any file, the store's objects.

import { storedManifests } from "../../engine/manifest-source.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import type { Project } from "../../recipe/project.ts";
import { openProject } from "../open-project.ts";
import type { Store } from "../../store/store.ts";
import { reportFailures, type Context } from "../context.ts";
import { readGivenFile } from "../given-file.ts";
import { readGiven } from "../given-manifests.ts";
import { filesBelow } from "../given-paths.ts";
import { hasHome, withStore } from "../home-store.ts";
import {
  countedForNothing,
  judgeSubject,
  judgeTargets,
  readSaid,
  storedWords,
  type Subject,
  type ToVerify,
} from "../judge-targets.ts";
import type { Options } from "../options.ts";
import type { Reached } from "../reached-from.ts";
import { readSignatureFiles } from "../signatures-at-hand.ts";
import { verifyObjects } from "../store-findings.ts";
import { namedStages } from "../targets.ts";
import { readTrust, type Trust } from "../trust.ts";
import { VerifyReport } from "../verify-report.ts";

export async function main(context: Context, options: Options): Promise<number> {
  if (options.switches.has("store"))
    return withStore(context, (store) => verifyObjects(context, options, store), {
      mend: options.switches.has("heal"),
    });
  if (options.switches.has("heal"))
    return reportFailures(context, fail("usage", "Cannot read the command line: --heal goes with --store").failures);
  const trust = await readTrust(context, options);
  if (!trust.ok) return reportFailures(context, trust.failures);
  const reached = await reachedIfAsked(context, options, trust.value);
  if (!reached.ok) return reportFailures(context, reached.failures);
  const report = new VerifyReport(context, reached.value);
  const policy = trust.value?.policyText;
  if (policy !== undefined && policy.policy.quorum === undefined && policy.policy.stages.length === 0)
    return reportFailures(
      context,
      fail("policy-form", `Cannot verify by policy "${policy.file}": it asks for nothing but reviews of changes`, {
        hint: "fromseed history checks its paths lines; verify needs a quorum line or stages lines",
      }).failures,
    );
  const elsewhere = await filesBelow(options.values.get("signatures") ?? []);
  if (!elsewhere.ok) return reportFailures(context, elsewhere.failures);
  const own = { trust: trust.value, signatures: elsewhere.value.files, passedOver: elsewhere.value.passedOver };
  if (options.values.has("file")) return verifyFile(context, options, own, report);
  const given = options.values.get("manifests");
  if (given !== undefined) {
    const project = await openProject(context);
    if (!project.ok) return reportFailures(context, project.failures);
    const read = await readGiven(given);
    if (!read.ok) return reportFailures(context, read.failures);
    const beside = await filesBelow(own.trust === undefined ? [] : given);
    if (!beside.ok) return reportFailures(context, beside.failures);
    return withMemory(context, own.trust, (store) =>
      judgeAndReport(
        context,
        {
          source: read.value,
          passedOver: [...read.value.passedOver, ...beside.value.passedOver, ...own.passedOver],
          closure: options.switches.has("closure"),
          targets: options.operands.length > 0 ? ownNames(project.value, options.operands) : read.value.targets,
          project: project.value,
          trust: own.trust,
          signatures: [...beside.value.files, ...own.signatures],
          store,
        },
        report,
      ),
    );
  }
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  return withStore(context, async (store) => {
    return judgeAndReport(
      context,
      {
        source: storedManifests(store, project.stages),
        targets,
        closure: options.switches.has("closure"),
        project,
        trust: own.trust,
        signatures: [...(await storedWords(store)), ...own.signatures],
        passedOver: own.passedOver,
        store,
      },
      report,
    );
  });
}

/** How signers are reached from the key that --from names; undefined without it. */
async function reachedIfAsked(
  context: Context,
  options: Options,
  trust: Trust | undefined,
): Promise<Result<Reached | undefined>> {
  const from = options.values.get("from")?.[0];
  if (from === undefined) return succeed(undefined);
  if (trust === undefined) return fail("usage", "Cannot count paths of certifications: --from needs --keys");
  // Loaded only where it is needed: most do not ask how signers are reached.
  return (await import("../reached-from.ts")).reachedFrom(context, trust, from);
}

/** What others call stages that the command line names as this project does. */
function ownNames({ stages }: Project, targets: readonly string[]): readonly string[] {
  return targets.map((target) => stages.get(target)?.ownName ?? target);
}

/** Opens the home where there is one and something to remember: what others gave is verified without one, too. */
async function withMemory(
  context: Context,
  trust: Trust | undefined,
  use: (store: Store | undefined) => Promise<number>,
): Promise<number> {
  return trust !== undefined && hasHome(context) ? withStore(context, use) : use(undefined);
}

/** Files among which signatures are, by their paths. */
interface Given {
  readonly signatures: readonly string[];
}

async function judgeAndReport(
  context: Context,
  { signatures, ...asked }: Omit<ToVerify, "said"> & Given,
  report: VerifyReport,
): Promise<number> {
  const said = await readSaid(asked.trust, signatures);
  if (!said.ok) return reportFailures(context, said.failures);
  const judged = await judgeTargets(context, { ...asked, said: said.value }, report);
  return judged.ok ? report.end(asked.targets) : reportFailures(context, judged.failures);
}

/** Verifies one file that need not be fromseed's, against all signatures that were given. */
async function verifyFile(
  context: Context,
  options: Options,
  { trust, signatures, passedOver }: Pick<ToVerify, "trust" | "passedOver"> & Given,
  report: VerifyReport,
): Promise<number> {
  if (trust === undefined || signatures.length === 0 || options.operands.length > 0)
    return reportFailures(
      context,
      fail("usage", "Cannot read the command line: --file goes with --keys and --signatures, and without stages")
        .failures,
    );
  if (trust.policy !== undefined && trust.policy.quorum === undefined)
    return reportFailures(
      context,
      fail("usage", "Cannot verify a file: the policy has no quorum line, and a file has no stages").failures,
    );
  const path = options.values.get("file")![0]!;
  const file = await readGivenFile("file", path);
  if (!file.ok) return reportFailures(context, file.failures);
  const files = await readSignatureFiles(signatures.filter((each) => each !== path));
  if (!files.ok) return reportFailures(context, files.failures);
  return withMemory(context, trust, async (store) => {
    const texts = [{ name: path, content: file.value.content }];
    const subject: Subject = { texts, observations: { found: [], passedOver: [] }, allFiles: true };
    const judged = await judgeSubject(context, { trust, files: files.value, store }, subject);
    if (!judged.ok) return reportFailures(context, judged.failures);
    report.add(path, trust, judged.value);
    report.passOver([...passedOver, ...countedForNothing(trust, files.value)]);
    report.tellOfOthers(files.value);
    return report.end([path]);
  });
}
