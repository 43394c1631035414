// Judging targets: their manifests down to the seed, then signatures and observations under a policy. One way to a verdict,
// whoever asks for it: verify, and whatever takes what others built. Must never let a file's name stand for its bytes.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { readAccount } from "../engine/build-accounts.ts";
import type { ManifestSource } from "../engine/manifest-source.ts";
import { verifyClosure, type VerifiedClosure } from "../engine/verify-closure.ts";
import type { PassedOver, SignatureFiles } from "../manifest/signature-files.ts";
import type { SignatureFile } from "../manifest/verify-signature.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { ClosedStage } from "../model/manifest.ts";
import { judge, type Case } from "../policy/judgement.ts";
import type { Project } from "../recipe/project.ts";
import { count } from "../report/event-words.ts";
import { notFromSource } from "../report/taint-text.ts";
import type { Store } from "../store/store.ts";
import type { Context } from "./context.ts";
import { firstSeen } from "./first-seen.ts";
import { helpLines } from "./judgement-lines.ts";
import { readObservations, type ObservationsAtHand } from "./observations-at-hand.ts";
import { judgeWords } from "./signature-words.ts";
import { readSignatureFiles } from "./signatures-at-hand.ts";
import { pinnedByOwnName } from "./targets.ts";
import { acceptPolicy, type Trust } from "./trust.ts";
import type { Judged, VerifyReport } from "./verify-report.ts";

/** What targets are judged by. */
export interface ToVerify {
  readonly source: ManifestSource;
  readonly targets: readonly string[];
  /** Whether the signatures of every stage down to the seed are asked for. */
  readonly closure: boolean;
  /** Whose pins hold, and whose times tell what stages take. */
  readonly project: Project;
  /** What was given and counts for nothing, as far as its place and name tell. */
  readonly passedOver: readonly PassedOver[];
  readonly trust: Trust | undefined;
  readonly said: Said;
  /** The home, where there is one. */
  readonly store: Store | undefined;
}

/** What people say, of whatever it may be. */
export interface Said {
  readonly signatures: SignatureFiles;
  readonly observations: ObservationsAtHand;
}

/** Reads those of the files that are named as signatures and observations; none where nobody's keys are known. */
export async function readSaid(trust: Trust | undefined, files: readonly string[]): Promise<Result<Said>> {
  const paths = trust === undefined ? [] : files;
  const observations = await readObservations(paths);
  const signatures = await readSignatureFiles(paths);
  return signatures.ok ? succeed({ signatures: signatures.value, observations }) : signatures;
}

/**
 * Follows each target's manifests down to the seed, and judges what is signed of them. What is found goes into the report;
 * a failure is of what was given, not of the targets. Gives the closures that hold together, by target.
 */
export async function judgeTargets(
  context: Context,
  asked: ToVerify,
  report: VerifyReport,
): Promise<Result<ReadonlyMap<string, VerifiedClosure>>> {
  const closures = new Map<string, VerifiedClosure>();
  const { source, targets, project, trust } = asked;
  const { signatures: files, observations } = asked.said;
  const expected = pinnedByOwnName(project);
  for (const target of targets) {
    const closure = await verifyClosure(source, target, expected);
    if (!closure.ok) {
      report.failures.push(...closure.failures);
      continue;
    }
    closures.set(target, closure.value);
    const { manifests } = closure.value;
    report.say(
      `${target}  ${count(manifests.length, "manifest")} ${manifests.length === 1 ? "agrees" : "agree"} down to the seed`,
    );
    const { opaque } = closure.value.target.manifest;
    const taint = notFromSource(opaque);
    if (taint !== undefined) report.say(`${target}  ${taint}`);
    if (closure.value.taken.length > 0)
      report.say(
        `${target}  ${count(closure.value.taken.length, "stage")} of these ${closure.value.taken.length === 1 ? "was" : "were"} taken: others say what they were made from`,
      );
    if (trust === undefined) continue;
    const stages = asked.closure ? manifests : [closure.value.target];
    const texts = [
      { name: `${closure.value.target.stage}.closure.json`, content: Buffer.from(closure.value.text) },
      ...stages.map(({ stage, text }) => ({ name: `${stage}.json`, content: Buffer.from(text) })),
    ];
    const subject = { texts, closure: closedStages(closure.value), opaque, observations };
    const judged = await judgeSubject(context, { ...asked, trust, files }, subject);
    if (!judged.ok) return judged;
    report.add(target, trust, judged.value);
    for (const line of helpLines(judged.value.judgement, project.referenceTimes)) report.say(line);
  }
  report.passOver([...asked.passedOver, ...observations.passedOver]);
  if (trust !== undefined) report.passOver(countedForNothing(trust, files));
  report.tellOfOthers(files);
  return succeed(closures);
}

/** Files of keys and signatures of which nothing counts. To be asked at the end. */
export function countedForNothing({ keys }: Trust, files: SignatureFiles): readonly PassedOver[] {
  return [...keys.passedOver.map(({ name, reason }) => ({ name, why: reason })), ...files.passedOver()];
}

/** The files of the home among which signatures and observations are. */
export async function storedWords(store: Store): Promise<readonly string[]> {
  const kinds = ["manifests", "observations"] as const;
  const paths = await Promise.all(
    kinds.map(async (kind) => (await store.texts(kind)).map((name) => store.textPath(kind, name))),
  );
  return paths.flat();
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

/** What is to be judged together. */
export interface Subject {
  readonly texts: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly closure?: Case["closure"];
  readonly opaque?: Case["opaque"];
  readonly observations: ObservationsAtHand;
  /** All signatures that were given are of these texts, whatever they are called. */
  readonly allFiles?: true;
}

export async function judgeSubject(
  context: Context,
  { trust, files, store }: Pick<ToVerify, "store"> & { readonly trust: Trust; readonly files: SignatureFiles },
  { texts, closure, opaque, observations, allFiles }: Subject,
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
    ...(opaque === undefined ? {} : { opaque }),
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
