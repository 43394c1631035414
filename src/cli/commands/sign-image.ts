// fromseed sign --image: signs a container image for those who pull it. Nothing is signed that this machine's own store
// would not have exported, byte for byte.

import { resolve } from "node:path";
import { readLayout } from "../../image/read-layout.ts";
import { attached, payloadOf } from "../../image/simple-signing.ts";
import { addSignature } from "../../image/signature-row.ts";
import { writeImage } from "../../image/write-image.ts";
import { fail, type Failure } from "../../model/failure.ts";
import { openProject } from "../open-project.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { withStore } from "../home-store.ts";
import type { Signer } from "../signer.ts";
import { layersOf } from "../image-layers.ts";

export async function signImage(context: Context, folder: string, signer: Signer): Promise<number> {
  const layout = resolve(folder);
  const read = readLayout(layout);
  if (!read.ok) return reportFailures(context, read.failures);
  const project = await openProject(context);
  if (!project.ok) return reportFailures(context, project.failures);
  const { image, manifest, stages } = read.value;
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
    const payload = payloadOf(image.reference, manifest);
    const signed = await signer.sign(Buffer.from(payload));
    if (!signed.ok) return reportFailures(context, signed.failures);
    const message = attached(Buffer.from(signed.value.armored), payload, signed.value.fingerprint);
    if (!message.ok) return reportFailures(context, message.failures);
    const added = addSignature(layout, message.value);
    if (!added.ok) return reportFailures(context, added.failures);
    const file = `${layout}/${added.value}`;
    if (context.json)
      context.write(jsonLine({ image: image.reference, manifest, signature: file, fingerprint: signer.fingerprint }));
    else context.write(`signed  ${image.reference}  sha256:${manifest}\n        ${file}\n`);
    return EXIT.done;
  });
}
