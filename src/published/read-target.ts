// All that a published folder holds of one target: its closure manifest, the manifests that this names, and what people
// said of them. Must never look at a text that the index does not name, nor take one for what its name says.

import { basename } from "node:path";
import type { Sha256 } from "../bytes/sha256.ts";
import { nearest } from "../bytes/nearest.ts";
import { parseClosureManifest } from "../manifest/closure.ts";
import { fail, succeed, type Failure, type Result } from "../model/failure.ts";
import { manifestPath, type PublishedIndex, type PublishedText, type PublishedTree } from "./index-text.ts";
import type { PublishedPlace } from "./place.ts";

/** A text by the name that its path ends in. */
export interface NamedText {
  readonly name: string;
  readonly content: Buffer;
}

export interface TargetTexts {
  /** The closure manifest, then those of its stages. */
  readonly manifests: readonly NamedText[];
  /** Signatures of the manifests. */
  readonly signatures: readonly NamedText[];
  /** Observations that are named for the target, and their signatures. */
  readonly observations: readonly NamedText[];
  readonly trees: ReadonlyMap<Sha256, PublishedTree>;
}

/** Texts that are asked for at once. */
const AT_ONCE = 6;
/** Of what anybody may add to a folder: one hundred people who sign every stage of a long chain are 10,000. */
const MOST_SAID = 50_000;
const OBSERVATION = ".observation.json";
/** `DIGEST.FINGERPRINT.asc`, or as a second one of the same key is called. */
const SIGNATURE = /^([0-9a-f]{64})\.[0-9a-f]{40,64}(?:-[0-9a-f]{12})?\.(?:asc|sig)$/;
/** Bytes that the texts of one target may have together: they are all in memory at once. */
const MOST_BYTES = 1 << 29;

export async function readTarget(place: PublishedPlace, target: string): Promise<Result<TargetTexts>> {
  const read = await place.index();
  if (!read.ok) return read;
  const index = read.value;
  const own = index.targets.find((each) => each.target === target);
  if (own === undefined) return notThere(place, target, index);
  const byPath = new Map(index.texts.map((each) => [each.path, each]));
  const manifest = (digest: Sha256, kind: "stage" | "closure"): Result<PublishedText> => {
    const path = manifestPath(digest, kind);
    const text = byPath.get(path);
    return text !== undefined && text.sha256 === digest
      ? succeed(text)
      : fail("published-form", `Cannot take "${target}" from "${place.name}": its index has no "${path}"`);
  };
  const closureText = manifest(own.closure, "closure");
  if (!closureText.ok) return closureText;
  const closure = await textOf(place, closureText.value);
  if (!closure.ok) return closure;
  const parsed = parseClosureManifest(closure.value.content, `${target}.closure.json`);
  if (!parsed.ok) return parsed;
  if (parsed.value.target !== target)
    return fail(
      "published-form",
      `Cannot take "${target}" from "${place.name}": its index gives it the closure of "${parsed.value.target}"`,
    );
  const wanted: PublishedText[] = [];
  for (const { manifest: digest } of parsed.value.stages) {
    const text = manifest(digest, "stage");
    if (!text.ok) return text;
    wanted.push(text.value);
  }
  const manifests = await textsOf(place, wanted);
  if (!manifests.ok) return manifests;

  const said = (folder: string, of: ReadonlySet<string>): readonly PublishedText[] =>
    index.texts.filter(({ path }) => {
      const signed = path.startsWith(folder) ? SIGNATURE.exec(path.slice(folder.length))?.[1] : undefined;
      return signed !== undefined && of.has(signed);
    });
  const signed = said("manifests/", new Set([own.closure, ...parsed.value.stages.map((stage) => stage.manifest)]));
  const observed = index.texts.filter(
    ({ path }) => path.startsWith(`observations/${target}-`) && path.endsWith(OBSERVATION),
  );
  const signedThere = said("observations/", new Set(observed.map(({ sha256 }) => sha256)));
  if (signed.length + observed.length + signedThere.length > MOST_SAID)
    return fail(
      "published-form",
      `Cannot take "${target}" from "${place.name}": more than ${MOST_SAID} files speak of it`,
    );
  const signatures = await textsOf(place, signed);
  if (!signatures.ok) return signatures;
  const observations = await textsOf(place, [...observed, ...signedThere]);
  if (!observations.ok) return observations;
  return succeed({
    manifests: [closure.value, ...manifests.value],
    signatures: signatures.value,
    observations: observations.value,
    trees: new Map(index.trees.map((each) => [each.tree, each])),
  });
}

function notThere({ name }: PublishedPlace, target: string, { targets }: PublishedIndex): Result<never> {
  const names = targets.map((each) => each.target);
  const close = nearest(target, names);
  return fail("operand", `Cannot take "${target}" from "${name}": it is not published there`, {
    ...(names.length === 0 ? {} : { details: [`there is: ${names.join(", ")}`] }),
    ...(close === undefined ? {} : { hint: `did you mean ${close}?` }),
  });
}

async function textOf(place: PublishedPlace, text: PublishedText): Promise<Result<NamedText>> {
  const content = await place.text(text);
  return content.ok ? succeed({ name: basename(text.path), content: content.value }) : content;
}

/** Reads texts a few at a time, in their order; what cannot be read of the first lot that fails is told. */
async function textsOf(place: PublishedPlace, texts: readonly PublishedText[]): Promise<Result<readonly NamedText[]>> {
  const bytes = texts.reduce((sum, { size }) => sum + size, 0);
  if (bytes > MOST_BYTES)
    return fail("published-form", `Cannot read from "${place.name}": texts of one target have ${bytes} bytes together`);
  const found: NamedText[] = [];
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    const read = await Promise.all(texts.slice(at, at + AT_ONCE).map((text) => textOf(place, text)));
    const failures: Failure[] = read.flatMap((each) => (each.ok ? [] : each.failures));
    if (failures.length > 0) return { ok: false, failures };
    for (const each of read) if (each.ok) found.push(each.value);
  }
  return succeed(found);
}
