// fromseed verify: manifests down to the seed, signatures under a policy, the store's objects.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { byBytes } from "../../bytes/order.ts";
import { sha256, type Sha256 } from "../../bytes/sha256.ts";
import { storedManifests, type ManifestSource } from "../../engine/manifest-source.ts";
import { verifyClosure } from "../../engine/verify-closure.ts";
import { readCertificates, type Certificates } from "../../manifest/certificates.ts";
import { parsePolicy, type Policy } from "../../manifest/policy.ts";
import { readSignatures } from "../../manifest/signature-files.ts";
import { readSignatureName } from "../../manifest/signature-name.ts";
import { verifyManifest, type Verification } from "../../manifest/verify.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import { loadProject } from "../../recipe/load-project.ts";
import { HEAL } from "../../store/io-failure.ts";
import { count } from "../../report/event-words.ts";
import { harmless } from "../../report/harmless.ts";
import type { Store } from "../../store/store.ts";
import type { Finding } from "../../store/verify.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { filesOf, readGiven } from "../given-manifests.ts";
import { reason } from "../reason.ts";
import { namedStages, pinnedTrees } from "../targets.ts";
import { withStore } from "../workshop.ts";

export async function main(context: Context, options: Options): Promise<number> {
  if (options.switches.has("store"))
    return withStore(context, (store) => verifyObjects(context, options, store), {
      mend: options.switches.has("heal"),
    });
  if (options.switches.has("heal"))
    return reportFailures(context, fail("usage", "Cannot read the command line: --heal goes with --store").failures);
  const trust = await readTrust(context, options);
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
  readonly trust: { readonly certificates: Certificates; readonly policy?: Policy } | undefined;
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
    if (!context.json) context.write(`${target}  ${manifests.length} manifests agree down to the seed\n`);
    if (trust === undefined) continue;
    const stages = options.switches.has("closure") ? manifests : [closure.value.target];
    const subjects = [
      [`${target}.closure.json`, closure.value.text] as const,
      ...stages.map(({ stage, text }) => [`${stage}.json`, text] as const),
    ];
    for (const [name, text] of subjects) {
      const signatures = await readSignatures(asked.signatures, sha256(text));
      const verification = await verifyManifest({
        content: Buffer.from(text),
        signatures,
        ...trust,
        now: context.date(),
      });
      reports.push({ manifest: name, sha256: sha256(text), ...verification });
      if (!context.json)
        context.write(
          verificationLines(name, verification, trust.certificates)
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

async function verifyObjects(context: Context, options: Options, store: Store): Promise<number> {
  const found: (Finding & { readonly madeAgain: boolean })[] = [];
  const gone: string[] = [];
  let away = 0;
  const tell = ({ object, failure, healed }: Finding): void => {
    found.push({ object, healed, madeAgain: isMadeAgain(object), failure });
    if (healed === "put away") away++;
    if (healed === "put away" && !isMadeAgain(object)) gone.push(object);
    if (!context.json) context.write(`${object}  ${healed === "no" ? "corrupt" : healed}  ${failure.message}\n`);
  };
  const heal = options.switches.has("heal");
  for await (const finding of store.verify({ heal, signal: context.signal })) tell(finding);
  const { verifyLinks } = await import("../../inputs/verify-links.ts");
  const links = verifyLinks(store, { heal, signal: context.signal });
  let next = await links.next();
  for (; next.done !== true; next = await links.next()) tell(next.value);
  const { unchecked } = next.value;
  const left = found.filter(({ healed }) => healed === "no").length;
  if (context.json) context.write(jsonLine({ found, left, unchecked }));
  if (!context.json && unchecked > 0)
    context.write(`${count(unchecked, "link")} to files that are not here: taken as recorded.\n`);
  if (!context.json)
    context.write(
      closingLines(found.length, left, away, gone)
        .map((line) => `${context.called(line)}\n`)
        .join(""),
    );
  return left === 0 ? EXIT.done : EXIT.failed;
}

function closingLines(found: number, left: number, away: number, gone: readonly string[]): readonly string[] {
  if (found === 0) return ["Every object in the store is as it was put there."];
  const lines = [`${found} found, ${left} left${left === 0 ? "" : `; ${HEAL}`}.`];
  if (away > gone.length) lines.push("What a build needs of what was put away, it makes or fetches again.");
  if (gone.length > 0) lines.push(`No build makes these again: ${gone.join(", ")}.`);
  if (away > 0) lines.push("What was put away is in the state folder's quarantine/ until gc runs.");
  return lines;
}

/** What tells of one run, or of one person, no build can make again; a log comes with the next build of its stage. */
function isMadeAgain(object: string): boolean {
  const [folder, name = ""] = object.split("/");
  if (folder === "manifests") return readSignatureName(name) === undefined;
  return !["runs", "logs", "unfinished", "failed", "scratch", "quarantine"].includes(folder!);
}

/** The keys and the policy that the command line names; undefined when signatures were not asked for. */
async function readTrust(
  context: Context,
  options: Options,
): Promise<Result<{ readonly certificates: Certificates; readonly policy?: Policy } | undefined>> {
  const keys = options.values.get("keys")?.[0];
  const policyFile = options.values.get("policy")?.[0];
  if (keys === undefined)
    return policyFile === undefined
      ? succeed(undefined)
      : fail("usage", "Cannot verify signatures: --policy needs --keys");
  try {
    const paths = (await stat(keys)).isDirectory()
      ? (await readdir(keys)).sort(byBytes).map((name) => join(keys, name))
      : [keys];
    const certificates = await readCertificates(
      await Promise.all(paths.map(async (name) => ({ name, content: await readFile(name) }))),
      context.date(),
    );
    if (!certificates.ok) return certificates;
    if (policyFile === undefined) return succeed({ certificates: certificates.value });
    const policy = parsePolicy(await readFile(policyFile, "utf8"), policyFile);
    return policy.ok ? succeed({ certificates: certificates.value, policy: policy.value }) : policy;
  } catch (error) {
    return fail("operand", `Cannot read the keys or the policy: ${reason(error)}`);
  }
}

function verificationLines(name: string, { verdicts, quorum }: Verification, { keys }: Certificates): string[] {
  /** What the certificate says of its owner, who chose to say it: the fingerprint is what counts. */
  const owner = (fingerprint: string | undefined): readonly string[] => {
    const says = keys.find((key) => key.getFingerprint() === fingerprint)?.getUserIDs()[0];
    return says === undefined ? [] : [harmless(says)];
  };
  const lines = verdicts.map((verdict) =>
    [
      name,
      verdict.status,
      verdict.fingerprint ?? verdict.name,
      ...owner(verdict.fingerprint),
      [verdict.says, ...verdict.notes].join("; "),
    ].join("  "),
  );
  if (verdicts.length === 0) lines.push(`${name}  no signature`);
  if (quorum?.satisfied === true) lines.push(`${name}  the policy is satisfied`);
  return lines;
}

/** With a policy, what it misses; without one, every signature that is not good, and the lack of any. */
function verificationFailures(name: string, { verdicts, quorum }: Verification): readonly Failure[] {
  if (quorum !== undefined)
    return quorum.satisfied
      ? []
      : [
          {
            kind: "failure",
            code: "policy-unsatisfied",
            message: `Cannot accept "${name}": the policy is not satisfied`,
            details: quorum.missing,
          },
        ];
  const bad = verdicts.filter((verdict) => verdict.status !== "good");
  if (verdicts.length === 0)
    return [
      {
        kind: "failure",
        code: "signature-missing",
        message: `Cannot accept "${name}": it has no signature`,
        hint: "fromseed sign makes one; --signatures DIR says where those of others are",
      },
    ];
  const hint = "give the keys of all who signed with --keys, or say with --policy whose signatures are needed";
  return bad.map((verdict) => ({
    kind: "failure",
    code: "signature-refused",
    message: `Cannot accept signature "${verdict.name}" of "${name}": ${verdict.says}`,
    ...(verdict.status === "unknown-key" ? { hint } : {}),
  }));
}
