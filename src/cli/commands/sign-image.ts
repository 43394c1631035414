// fromseed sign --image: signs a container image for those who pull it, or takes signatures that were made elsewhere over
// the same payload. Nothing is signed that this machine's own store would not have exported, byte for byte.

import { resolve } from "node:path";
import type { Sha256 } from "../../bytes/sha256.ts";
import { readLayout } from "../../image/read-layout.ts";
import { attached, payloadOf } from "../../image/simple-signing.ts";
import { addSignature } from "../../image/signature-row.ts";
import { writeImage } from "../../image/write-image.ts";
import { verifySignatureFile } from "../../manifest/verify-signature.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import { harmless } from "../../report/harmless.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { readGivenFiles } from "../given-file.ts";
import { withStore } from "../home-store.ts";
import { openProject } from "../open-project.ts";
import type { Options } from "../options.ts";
import { chooseSigner } from "../signer.ts";
import { layersOf } from "../image-layers.ts";
import { readTrust } from "../trust.ts";

/** An image that this machine would have exported. */
interface OwnImage {
  readonly layout: string;
  readonly reference: string;
  readonly manifest: Sha256;
  readonly payload: string;
}

/** A signature in the image's folder. */
interface Added {
  readonly fingerprint: string;
  readonly file: string;
}

export async function main(context: Context, options: Options): Promise<number> {
  const layout = resolve(options.values.get("image")![0]!);
  if (options.switches.has("payload"))
    return withOwnImage(context, layout, async ({ payload }) => {
      // As it is: a line feed more would be another payload.
      context.write(payload);
      return EXIT.done;
    });
  if (options.values.has("collected")) return addCollected(context, options, layout);
  const signer = await chooseSigner(context, options);
  if (!signer.ok) return reportFailures(context, signer.failures);
  return withOwnImage(context, layout, async (image) => {
    const signed = await signer.value.sign(Buffer.from(image.payload));
    if (!signed.ok) return reportFailures(context, signed.failures);
    const { armored, fingerprint } = signed.value;
    return tell(context, image, add(image, [{ content: Buffer.from(armored), fingerprint }]));
  });
}

/** Takes detached signatures of the payload, once each is good by a key that was given. */
async function addCollected(context: Context, options: Options, layout: string): Promise<number> {
  const trust = await readTrust(context, options);
  if (!trust.ok) return reportFailures(context, trust.failures);
  if (trust.value === undefined)
    return reportFailures(context, fail("usage", "Cannot take signatures: --keys says whose they may be").failures);
  const { keys, at } = trust.value;
  const files = await readGivenFiles("signature", options.values.get("collected")!);
  if (!files.ok) return reportFailures(context, files.failures);
  return withOwnImage(context, layout, async (image) => {
    const signed = { content: Buffer.from(image.payload), keys, now: at };
    const signatures: { readonly content: Buffer; readonly fingerprint: string }[] = [];
    for (const { name, content } of files.value) {
      const [verdict, ...others] = verifySignatureFile(signed, { name, content });
      const fingerprint = verdict?.fingerprint;
      if (verdict?.status !== "good" || fingerprint === undefined || others.length > 0)
        return reportFailures(context, refused(name, others.length > 0 ? "it holds several" : verdict!.says));
      signatures.push({ content: Buffer.from(content), fingerprint });
    }
    return tell(context, image, add(image, signatures));
  });
}

const refused = (name: string, found: string): readonly Failure[] =>
  fail("signature-refused", `Cannot take signature "${name}": ${harmless(found)}`, {
    hint: "it is to be a detached one of what fromseed sign --image DIR --payload prints: gpg --detach-sign",
  }).failures;

/** Puts signatures of the image's payload, each by the certificate of that fingerprint, into its folder. */
function add(
  { layout, payload }: OwnImage,
  signatures: readonly { readonly content: Buffer; readonly fingerprint: string }[],
): Result<readonly Added[]> {
  // All of them or none: whoever collected them knows then what is there.
  const messages: { readonly message: Buffer; readonly fingerprint: string }[] = [];
  for (const { content, fingerprint } of signatures) {
    const message = attached(content, payload, fingerprint);
    if (!message.ok) return message;
    messages.push({ message: message.value, fingerprint });
  }
  const added: Added[] = [];
  for (const { message, fingerprint } of messages) {
    const own = addSignature(layout, message);
    if (!own.ok) return own;
    added.push({ file: `${layout}/${own.value}`, fingerprint });
  }
  return succeed(added);
}

function tell(context: Context, { reference, manifest }: OwnImage, added: Result<readonly Added[]>) {
  if (!added.ok) return reportFailures(context, added.failures);
  for (const { file, fingerprint } of added.value)
    if (context.json) context.write(jsonLine({ image: reference, manifest, signature: file, fingerprint }));
    else context.write(`signed  ${reference}  sha256:${manifest}\n        ${file}\n`);
  return EXIT.done;
}

/** Runs `use` with the image in a folder, if the same stages give the same image here. */
async function withOwnImage(
  context: Context,
  layout: string,
  use: (image: OwnImage) => Promise<number>,
): Promise<number> {
  const read = readLayout(layout);
  if (!read.ok) return reportFailures(context, read.failures);
  const project = await openProject(context);
  if (!project.ok) return reportFailures(context, project.failures);
  const { manifest, stages } = read.value;
  const path = project.value.images.get(read.value.image.title)?.path;
  const image = { ...read.value.image, ...(path === undefined ? {} : { path }) };
  const other = (found: string): readonly Failure[] =>
    fail("signing-failed", `Cannot sign image "${layout}": ${found}`, {
      hint: "export it again from what was built here, and compare",
    }).failures;
  const unknown = stages.find((stage) => !project.value.stages.has(stage));
  if (unknown !== undefined) return reportFailures(context, other(`no stage here is named "${unknown}"`));
  return withStore(context, async (store) => {
    const layers = await layersOf(store, project.value, stages);
    if (!layers.ok) return reportFailures(context, layers.failures);
    const scratch = await store.newScratch("image");
    if (!scratch.ok) return reportFailures(context, scratch.failures);
    try {
      // From the files alone, whatever is kept of layers.
      const own = await writeImage({ readTar: store.readTar }, { image, stages: layers.value }, scratch.value);
      if (!own.ok) return reportFailures(context, own.failures);
      if (own.value.manifest !== manifest)
        return reportFailures(
          context,
          other(`the same stages give the image ${own.value.manifest} here, not ${manifest}`),
        );
    } finally {
      await store.dropScratch(scratch.value);
    }
    const { reference } = image;
    return use({ layout, reference, manifest, payload: payloadOf(reference, manifest) });
  });
}
