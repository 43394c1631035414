// fromseed attest: this party's own word on a closure, signed: which stages it built, with evidence, and which it took.

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { sha256 } from "../../bytes/sha256.ts";
import { attestable, type Attestable } from "../../engine/attestable.ts";
import { observationOf, wrongEvidence } from "../../engine/observe.ts";
import { fingerprintDigits, readSignatureName, signatureName } from "../../manifest/signature-name.ts";
import { INTERPRETER } from "../../model/executor.ts";
import { fail, succeed, type Result } from "../../model/failure.ts";
import type { Observation } from "../../model/observation.ts";
import { preAuthenticationEncoding, writeEnvelope } from "../../observation/dsse.ts";
import { writeObservation } from "../../observation/write.ts";
import type { Project } from "../../recipe/project.ts";
import { count } from "../../report/event-words.ts";
import { jsonLine } from "../../report/json-lines.ts";
import type { Store } from "../../store/store.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { filesIn } from "../given-paths.ts";
import { withStore } from "../home-store.ts";
import { observationName, readObservations } from "../observations-at-hand.ts";
import type { Options } from "../options.ts";
import { shareFiles, type SharedFile } from "../exchanged-folder.ts";
import { chooseSigner, type Signer } from "../signer.ts";
import { namedStages, pinnedByOwnName } from "../targets.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const named = await namedStages(context, options);
  if (!named.ok) return reportFailures(context, named.failures);
  const { project, targets } = named.value;
  const signer = await chooseSigner(context, options);
  if (!signer.ok) return reportFailures(context, signer.failures);
  const given = await filesIn(options.values.get("signatures") ?? []);
  if (!given.ok) return reportFailures(context, given.failures);
  return withStore(context, async (store) => {
    const dsse = options.switches.has("dsse");
    const asked = {
      store,
      project,
      signer: signer.value,
      given: given.value.files,
      dsse,
    };
    const attested = [];
    for (const target of targets) {
      const done = await attest(context, asked, target);
      if (!done.ok) return reportFailures(context, done.failures);
      for (const folder of options.values.get("into") ?? []) {
        const shared = await shareFiles(folder, done.value.files);
        if (!shared.ok) return reportFailures(context, shared.failures);
      }
      attested.push(done.value.said);
    }
    if (context.json) context.write(jsonLine(attested));
    return EXIT.done;
  });
}

/** What attesting needs beside the target. */
export interface Attesting {
  readonly store: Store;
  readonly project: Project;
  readonly signer: Signer;
  /** Files of others: signatures and observations. */
  readonly given: readonly string[];
  /** Whether the statement goes into an envelope, too. */
  readonly dsse?: boolean;
  /** The text of the target's manifest, where it is not the stored one. */
  readonly own?: string;
}

interface Attested {
  /** All that a published folder holds of the target. */
  readonly files: readonly SharedFile[];
  /** For scripts. */
  readonly said: {
    readonly target: string;
    readonly observation: string;
    readonly signature: string;
    readonly observer: string;
    readonly built: readonly string[];
    readonly taken: readonly string[];
    readonly unexpected: readonly string[];
  };
}

/** Writes and signs an observation of a target, and says what is in it. */
export async function attest(
  context: Context,
  { store, project, signer, given, dsse = false, own: ownText }: Attesting,
  target: string,
): Promise<Result<Attested>> {
  const ready = await attestable(store, project.stages, target, { signal: context.signal, own: ownText });
  if (!ready.ok) return ready;
  const { closure, accounts } = ready.value;
  const { stage: ownName } = closure.target;
  const others = await readObservations(given);
  const seen = [];
  for (const path of given)
    if (readSignatureName(basename(path)) !== undefined) seen.push(sha256(await readFile(path)));
  const observations = others.found.map((each) => each.observation);
  const observation = observationOf(closure, accounts, {
    observer: signer.fingerprint,
    now: context.date(),
    expected: pinnedByOwnName(project),
    others: observations,
    seen,
  });
  const text = writeObservation(observation);
  const signed = await signer.sign(Buffer.from(text));
  if (!signed.ok) return signed;
  const name = observationName(ownName, sha256(text));
  const signature = signatureName(sha256(text), signed.value.fingerprint);
  const envelope = dsse ? await envelopeOf(signer, text) : succeed([]);
  if (!envelope.ok) return envelope;
  const put = await store.putTexts([
    // Where it is of another tree than the stored manifests', theirs stays.
    ...(ownText === undefined
      ? [{ kind: "manifests" as const, name: `${target}.closure.json`, content: closure.text }]
      : []),
    { kind: "observations", name, content: text },
    { kind: "observations", name: signature, content: signed.value.armored },
    ...envelope.value.map((file) => ({ kind: "observations" as const, ...file })),
  ]);
  if (!put.ok) return put;
  const stages = (type: "built" | "taken") =>
    observation.stages.filter(({ how }) => how.type === type).map(({ stage }) => stage);
  const unexpected = observation.stages.filter((each) => each.expected !== undefined).map(({ stage }) => stage);
  const said = {
    target,
    observation: store.textPath("observations", name),
    signature: store.textPath("observations", signature),
    observer: signer.fingerprint,
    built: stages("built"),
    taken: stages("taken"),
    unexpected,
  };
  if (!context.json) context.write(attestedText(said, observation, { ready: ready.value, others: observations }));
  const files = [
    { name: `${ownName}.closure.json`, content: closure.text },
    ...closure.manifests.map((own) => ({ name: `${own.stage}.json`, content: own.text })),
    { name, content: text },
    { name: signature, content: signed.value.armored },
    ...envelope.value,
  ];
  return succeed({ files, said });
}

/** The same statement in a DSSE envelope, and the key that verifies it. */
async function envelopeOf(signer: Signer, text: string): Promise<Result<readonly SharedFile[]>> {
  if (signer.signRaw === undefined)
    return fail("usage", "Cannot write an envelope: --dsse goes with --key or --ssh", {
      hint: "gpg signs in its own form alone",
    });
  const payload = Buffer.from(text);
  const signed = await signer.signRaw(preAuthenticationEncoding(payload));
  if (!signed.ok) return signed;
  const { signature, publicKey } = signed.value;
  // Some readers take hexadecimal key IDs alone.
  const digits = fingerprintDigits(signer.fingerprint);
  return succeed([
    {
      name: `${sha256(text)}.${digits}.dsse.json`,
      content: writeEnvelope(payload, { keyid: digits, signature }),
    },
    { name: `${digits}.pem`, content: publicKey },
  ]);
}

function attestedText(
  said: Attested["said"],
  { stages, observer, machines }: Observation,
  { ready, others }: { readonly ready: Attestable; readonly others: readonly Observation[] },
): string {
  const evident = stages.filter(({ how }) => how.type === "built" && how.evidence !== undefined).length;
  const interpreted = stages.filter(
    ({ how }) => how.type === "built" && machines[how.machine]!.executor === INTERPRETER,
  ).length;
  const lines = [
    `${said.target}  ${said.built.length} of ${count(stages.length, "stage")} built here, ${interpreted === 0 ? "" : `${interpreted} of them interpreted, `}${evident} with evidence; ${said.taken.length} taken`,
    ...stages.flatMap(({ stage, tree, expected }) =>
      expected === undefined
        ? []
        : [`${stage}  its tree is ${tree}, and the project expects ${expected}: attested as it is`],
    ),
    ...stages.flatMap(({ stage, how }) =>
      how.type === "built" && how.confirms.length > 0
        ? [`${stage}  checked here, and right: the evidence of ${how.confirms.join(", ")}`]
        : [],
    ),
    ...ready.accounts.flatMap((each) =>
      wrongEvidence(each, others)
        .filter((other) => other !== observer)
        .map(
          (other) =>
            `${each.own.stage}  ${other} says that it was built, with evidence of something else than was left here`,
        ),
    ),
    `observation  ${said.observation}`,
    `signature    ${said.signature}`,
  ];
  return `${lines.join("\n")}\n`;
}
