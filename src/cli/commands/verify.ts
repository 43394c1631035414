// fromseed verify: manifests down to the seed, signatures and observations under a policy, any file, the store's objects.

import { storedManifests, type ManifestSource } from "../../engine/manifest-source.ts";
import { readAccount } from "../../engine/build-accounts.ts";
import { verifyClosure, type VerifiedClosure } from "../../engine/verify-closure.ts";
import { sha256, type Sha256 } from "../../bytes/sha256.ts";
import type { PassedOver, SignatureFiles } from "../../manifest/signature-files.ts";
import type { SignatureFile } from "../../manifest/verify-signature.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import type { ClosedStage } from "../../model/manifest.ts";
import { conclusion, outcomeOf } from "../../policy/conclusion.ts";
import { judge, type Case, type Judgement } from "../../policy/judgement.ts";
import { loadProject } from "../../recipe/load-project.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { count } from "../../report/event-words.ts";
import { harmless } from "../../report/harmless.ts";
import type { Store } from "../../store/store.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import { firstSeen } from "../first-seen.ts";
import { readGivenFile } from "../given-file.ts";
import { readGiven } from "../given-manifests.ts";
import { helpLines, judgementFailures, observationLines, signatureLines } from "../judgement-lines.ts";
import { readObservations, type ObservationsAtHand } from "../observations-at-hand.ts";
import type { Options } from "../options.ts";
import { judgeWords } from "../signature-words.ts";
import { filesBelow, readSignatureFiles } from "../signatures-at-hand.ts";
import { verifyObjects } from "../store-findings.ts";
import { pinnedTrees, namedStages } from "../targets.ts";
import { acceptPolicy, hasHome, readTrust, type Trust } from "../trust.ts";
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
  const elsewhere = await filesBelow(options.values.get("signatures") ?? []);
  if (!elsewhere.ok) return reportFailures(context, elsewhere.failures);
  const own = { trust: trust.value, signatures: elsewhere.value };
  if (options.values.has("file")) return verifyFile(context, options, own);
  const given = options.values.get("manifests");
  if (given !== undefined) {
    const project = await loadProject(context.project);
    if (!project.ok) return reportFailures(context, project.failures);
    const read = await readGiven(given);
    if (!read.ok) return reportFailures(context, read.failures);
    const beside = await filesBelow(read.value.signatures);
    if (!beside.ok) return reportFailures(context, beside.failures);
    return withMemory(context, own.trust, (store) =>
      verifyTargets(context, options, {
        source: read.value.manifests,
        targets: options.operands.length > 0 ? options.operands : read.value.manifests.targets,
        expected: pinnedTrees(project.value),
        times: project.value.referenceTimes,
        trust: own.trust,
        signatures: [...beside.value, ...own.signatures],
        store,
      }),
    );
  }
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  return withStore(context, async (store) => {
    const stored = await Promise.all(
      (["manifests", "observations"] as const).map(async (kind) =>
        (await store.texts(kind)).map((name) => store.textPath(kind, name)),
      ),
    );
    return verifyTargets(context, options, {
      source: storedManifests(store),
      targets,
      expected: pinnedTrees(project),
      times: project.referenceTimes,
      trust: own.trust,
      signatures: [...stored.flat(), ...own.signatures],
      store,
    });
  });
}

/** Opens the home where there is one and something to remember: what others gave is verified without one, too. */
async function withMemory(
  context: Context,
  trust: Trust | undefined,
  use: (store: Store | undefined) => Promise<number>,
): Promise<number> {
  return trust !== undefined && hasHome(context) ? withStore(context, use) : use(undefined);
}

interface ToVerify {
  readonly source: ManifestSource;
  readonly targets: readonly string[];
  readonly expected: ReadonlyMap<string, Sha256>;
  /** What stages take, as far as it is known. */
  readonly times: ReadonlyMap<string, { readonly seconds: number }>;
  readonly trust: Trust | undefined;
  /** Paths of files, of which those that are named as signatures and observations are read. */
  readonly signatures: readonly string[];
  /** The home, where there is one. */
  readonly store: Store | undefined;
}

async function verifyTargets(context: Context, options: Options, asked: ToVerify): Promise<number> {
  const { source, targets, expected, trust } = asked;
  const report = new VerifyReport(context);
  const observations = trust === undefined ? undefined : await readObservations(asked.signatures);
  if (observations?.ok === false) return reportFailures(context, observations.failures);
  for (const each of observations?.value.passedOver ?? []) report.say(`passed over: ${harmless(each.why)}`);
  const files = await readSignatureFiles(trust === undefined ? [] : asked.signatures);
  if (!files.ok) return reportFailures(context, files.failures);
  for (const target of targets) {
    const closure = await verifyClosure(source, target, expected);
    if (!closure.ok) {
      report.failures.push(...closure.failures);
      continue;
    }
    const { manifests } = closure.value;
    report.say(
      `${target}  ${count(manifests.length, "manifest")} ${manifests.length === 1 ? "agrees" : "agree"} down to the seed`,
    );
    if (trust === undefined) continue;
    const stages = options.switches.has("closure") ? manifests : [closure.value.target];
    const texts = [
      { name: `${target}.closure.json`, content: Buffer.from(closure.value.text) },
      ...stages.map(({ stage, text }) => ({ name: `${stage}.json`, content: Buffer.from(text) })),
    ];
    const subject = { target, texts, closure: closedStages(closure.value), observations: observations!.value };
    const judged = await judgeSubject(context, { ...asked, trust, files: files.value }, subject);
    if (!judged.ok) return reportFailures(context, judged.failures);
    report.add(target, trust, judged.value);
    for (const line of helpLines(judged.value.judgement, asked.times)) report.say(line);
  }
  if (trust !== undefined) report.passOver(trust, files.value);
  return report.end(targets);
}

/** A closure as its manifest has it. */
function closedStages({ text, manifests }: VerifiedClosure): NonNullable<Case["closure"]> {
  const stages = manifests.map(({ stage, sha256, manifest }) => ({
    stage,
    key: manifest.key,
    tree: manifest.tree.sha256,
    manifest: sha256,
  }));
  return { sha256: sha256(text), stages };
}

/** What is to be judged under one name. */
interface Subject {
  readonly target: string;
  readonly texts: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly closure?: Case["closure"];
  readonly observations: ObservationsAtHand;
  /** All signatures that were given are of these texts, whatever they are called. */
  readonly allFiles?: true;
}

interface Judged {
  readonly asked: Case;
  readonly judgement: Judgement;
  readonly notes: readonly string[];
}

async function judgeSubject(
  context: Context,
  { trust, files, store }: Pick<ToVerify, "store"> & { readonly trust: Trust; readonly files: SignatureFiles },
  { texts, closure, observations, allFiles }: Subject,
): Promise<Result<Judged>> {
  const found = [...texts, ...observations.found].map((text) => {
    const { name, content } = text;
    const asked = { name, sha256: sha256(content), signed: { content, keys: trust.keys, now: trust.at } };
    return { ...text, files: allFiles ? files.all(asked) : files.of(asked) };
  });
  const contents = found.flatMap((each) => each.files.map(({ content }) => content));
  const seen =
    store === undefined ? succeed(new Map<Sha256, number>()) : await firstSeen(store, contents, context.date());
  if (!seen.ok) return seen;
  const signed = found.map((text) => ({ ...text, files: text.files.map((file) => withSeen(file, seen.value)) }));
  const notes = await acceptPolicy(trust, { store, files, firstSeen: seen.value });
  if (!notes.ok) return notes;
  const lefts = new Map<ClosedStage, Sha256>();
  for (const stage of closure?.stages ?? []) {
    const account = store === undefined ? undefined : await readAccount(store, stage);
    if (account?.type === "built" && !account.varies && account.left !== undefined) lefts.set(stage, account.left);
  }
  const asked: Case = {
    policy: trust.policy,
    texts: signed.slice(0, texts.length).map((each) => ({
      name: each.name,
      sha256: sha256(each.content),
      words: judgeWords(trust, { content: each.content }, each.files),
    })),
    observations: signed.slice(texts.length).map((each, i) => {
      const { observation, name, sha256, content } = observations.found[i]!;
      const words = judgeWords(trust, { content, stated: observation.observed }, each.files);
      return { name, sha256, observation, words };
    }),
    ...(closure === undefined ? {} : { closure }),
    left: (stage) => lefts.get(stage),
    known: trust.keys.fingerprints,
    at: trust.at.getTime(),
    firstSeen: seen.value,
  };
  return succeed({ asked, judgement: judge(asked), notes: notes.value });
}

/** An SSH signature, which holds no time, is judged as of when this home first had it. */
function withSeen(file: SignatureFile, seen: ReadonlyMap<Sha256, number>): SignatureFile {
  const first = seen.get(sha256(file.content));
  return first === undefined ? file : { ...file, seen: new Date(first) };
}

/** Verifies one file that need not be fromseed's, against all signatures that were given. */
async function verifyFile(
  context: Context,
  options: Options,
  { trust, signatures }: { readonly trust: Trust | undefined; readonly signatures: readonly string[] },
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
    const report = new VerifyReport(context);
    const texts = [{ name: path, content: file.value.content }];
    const subject: Subject = { target: path, texts, observations: { found: [], passedOver: [] }, allFiles: true };
    const judged = await judgeSubject(context, { trust, files: files.value, store }, subject);
    if (!judged.ok) return reportFailures(context, judged.failures);
    report.add(path, trust, judged.value);
    report.passOver(trust, files.value);
    return report.end([path]);
  });
}

/** What is said of all targets: lines as they come, failures, and at the end one line a target. */
class VerifyReport {
  readonly failures: Failure[] = [];
  readonly #context: Context;
  readonly #signatures: unknown[] = [];
  readonly #judgements: unknown[] = [];
  readonly #conclusions: string[] = [];
  readonly #passedOver: PassedOver[] = [];

  constructor(context: Context) {
    this.#context = context;
  }

  say(line: string): void {
    if (!this.#context.json) this.#context.write(`${line}\n`);
  }

  add(target: string, { keys, policy }: Trust, { asked, judgement, notes }: Judged): void {
    for (const note of notes) this.say(note);
    for (const text of asked.texts) for (const line of signatureLines(text, judgement, keys)) this.say(line);
    for (const line of observationLines(target, judgement)) this.say(line);
    this.failures.push(...judgementFailures(target, asked, judgement));
    const line = conclusion(judgement, policy);
    if (policy !== undefined || judgement.stages.length > 0) this.#conclusions.push(`${target}  ${line}`);
    for (const { name, sha256, words } of asked.texts) {
      const quorum = judgement.quorums.find((each) => each.name === name)?.quorum;
      const verdicts = words.map(({ verdict }) => verdict);
      this.#signatures.push({ manifest: name, sha256, verdicts, ...(quorum === undefined ? {} : { quorum }) });
    }
    const { oneMore, disagreements, weakest } = judgement;
    this.#judgements.push({
      target,
      verdict: outcomeOf(judgement, policy),
      says: line,
      oneMore,
      ...(weakest === undefined ? {} : { weakest: weakest.stage.stage }),
      disagreements,
      stages: judgement.stages.map(({ stage, claims, builders, rule, satisfied, missing }) => ({
        ...stage,
        builders,
        claims,
        ...(rule === undefined ? {} : { line: rule.line, asked: rule.deed }),
        satisfied,
        missing,
      })),
      observations: judgement.observations.map(({ heard, by, counted }) => ({ name: heard.name, by, ...counted })),
      notes,
    });
  }

  /** Files that were given and count for nothing, each with the reason. */
  passOver({ keys }: Trust, files: SignatureFiles): void {
    const ofKeys = keys.passedOver.map(({ name, reason }) => ({ name, why: reason }));
    this.#passedOver.push(...ofKeys, ...files.passedOver());
    for (const { name, why } of this.#passedOver) this.say(`passed over: ${harmless(name)}: ${harmless(why)}`);
    if (files.ofOthers > 0 && this.failures.some(({ code }) => code === "signature-missing"))
      this.say(`${count(files.ofOthers, "file")} there ${files.ofOthers === 1 ? "is" : "are"} named for other texts`);
  }

  async end(targets: readonly string[]): Promise<number> {
    const { failures } = this;
    if (this.#context.json) {
      const [signatures, judgements, passedOver] = [this.#signatures, this.#judgements, this.#passedOver];
      const verified = failures.length === 0;
      this.#context.write(jsonLine({ verified, targets, signatures, judgements, passedOver, failures }));
      return failures.length === 0 ? EXIT.done : exitCode(failures);
    }
    const code = failures.length === 0 ? EXIT.done : await reportFailures(this.#context, failures);
    for (const line of this.#conclusions) this.say(line);
    return code;
  }
}
