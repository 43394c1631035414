// Reads back what an image folder says of itself. Must never believe a digest that it can compute.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { BLOBS } from "./blob-writer.ts";
import type { ImageFacts } from "./documents.ts";

export interface ReadImage {
  /** Without its PATH: that is the project's to say, and nobody's who exports. */
  readonly image: ImageFacts;
  /** Digest of the manifest's text. */
  readonly manifest: Sha256;
  /** The stages of its layers, the lowest first, as its history names them. */
  readonly stages: readonly string[];
}

interface Config {
  readonly config: { readonly Entrypoint?: string[]; readonly User?: string; readonly Labels: Record<string, string> };
  readonly history: readonly { readonly created_by: string }[];
}

/** Reads a folder that `fromseed export --oci` has written. */
export function readLayout(layout: string): Result<ReadImage> {
  try {
    const { manifests } = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as {
      manifests: readonly { readonly digest: string; readonly annotations: Record<string, string> }[];
    };
    const [entry] = manifests;
    const text = readFileSync(join(layout, "manifest.json"));
    const manifest = sha256(text);
    if (manifests.length !== 1 || entry!.digest !== `sha256:${manifest}`)
      return wrong(layout, "its manifest.json is not the manifest that its index names");
    const { config } = JSON.parse(text.toString()) as { config: { digest: string } };
    const read = JSON.parse(readFileSync(join(layout, BLOBS, config.digest.slice("sha256:".length)), "utf8")) as Config;
    const { Entrypoint: [entrypoint] = [], User: user, Labels } = read.config;
    const source = Labels["org.opencontainers.image.source"];
    return succeed({
      manifest,
      image: {
        reference: entry!.annotations["org.opencontainers.image.ref.name"]!,
        title: Labels["org.opencontainers.image.title"]!,
        licences: Labels["org.opencontainers.image.licenses"]!,
        ...(source === undefined ? {} : { source }),
        ...(entrypoint === undefined ? {} : { entrypoint }),
        ...(user === undefined ? {} : { user }),
      },
      stages: read.history.map((each) => each.created_by.split(" ")[1]!),
    });
  } catch (error) {
    return wrong(layout, `it is no image that fromseed wrote (${(error as Error).message.split("\n")[0]})`);
  }
}

const wrong = (layout: string, found: string): Result<never> =>
  fail("operand", `Cannot use image "${layout}": ${found}`, { hint: "fromseed export STAGE... --oci DIR writes one" });
