// The documents of an OCI image: config, manifest, index (image-spec 1.0: config.md, manifest.md, image-layout.md).
// Pure, and a function of the trees and what the caller names: the same text on every machine.

import { canonicalJson, type Json } from "../bytes/canonical-json.ts";
import type { Sha256 } from "../bytes/sha256.ts";
import type { Blob } from "./blob-writer.ts";

/** A stage whose tree is a layer. */
export interface LayerStage {
  readonly stage: string;
  readonly tree: Sha256;
  /** Digests of the texts of its manifest, and of its closure manifest. */
  readonly manifest: Sha256;
  readonly closure: Sha256;
}

export interface Layer extends LayerStage {
  /** The layer as it is distributed: gzip of stored blocks. */
  readonly blob: Blob;
  /** Digest of the tar in it. */
  readonly tar: Sha256;
}

/** What an image says of itself and how it is run. */
export interface ImageFacts {
  /** The whole reference, as `localhost/fromseed/asm:1`: host, repository, tag. */
  readonly reference: string;
  readonly title: string;
  /** SPDX expression of what its stages were made from. */
  readonly licences: string;
  /** Where the source of what is in it is found, for people: an address. */
  readonly source?: string;
  /** The program that a container runs when none is named. */
  readonly entrypoint?: string;
  /** The folders that it finds programs in by name; /bin when there are none. */
  readonly path?: readonly string[];
  /** `user` or `uid:gid` that it runs as; root when there is none. */
  readonly user?: string;
}

const EPOCH = "1970-01-01T00:00:00Z";
const MEDIA = "application/vnd.oci.image";
export const LAYOUT_FILE = canonicalJson({ imageLayoutVersion: "1.0.0" });

/** Labels and annotations: standard ones (image-spec, annotations.md), then ours, one of each kind a stage. */
function facts(image: ImageFacts, layers: readonly LayerStage[]): Readonly<Record<string, string>> {
  return {
    "org.opencontainers.image.title": image.title,
    "org.opencontainers.image.licenses": image.licences,
    ...(image.source === undefined ? {} : { "org.opencontainers.image.source": image.source }),
    ...Object.fromEntries(
      layers.flatMap(({ stage, tree, manifest, closure }) => [
        [`fromseed.tree.${stage}`, `sha256:${tree}`],
        [`fromseed.manifest.${stage}`, `sha256:${manifest}`],
        [`fromseed.closure.${stage}`, `sha256:${closure}`],
      ]),
    ),
  };
}

/** One history entry a layer: builders refuse an image with fewer as a base. */
export function configText(image: ImageFacts, layers: readonly Layer[]): string {
  return canonicalJson({
    architecture: "amd64",
    os: "linux",
    created: EPOCH,
    config: {
      Env: [`PATH=${(image.path ?? ["/bin"]).join(":")}`],
      ...(image.entrypoint === undefined ? {} : { Entrypoint: [image.entrypoint] }),
      ...(image.user === undefined ? {} : { User: image.user }),
      Labels: facts(image, layers),
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ tar }) => `sha256:${tar}`) },
    history: layers.map(({ stage, tree }) => ({ created: EPOCH, created_by: `fromseed ${stage} ${tree}` })),
  });
}

export function manifestText(image: ImageFacts, config: Blob, layers: readonly Layer[]): string {
  return canonicalJson({
    schemaVersion: 2,
    mediaType: `${MEDIA}.manifest.v1+json`,
    config: descriptor(`${MEDIA}.config.v1+json`, config),
    layers: layers.map(({ blob }) => descriptor(`${MEDIA}.layer.v1.tar+gzip`, blob)),
    annotations: facts(image, layers),
  });
}

/** It refers to the manifest directly: a copy of an image within an index gives another digest. */
export function indexText({ reference }: ImageFacts, manifest: Blob): string {
  return canonicalJson({
    schemaVersion: 2,
    manifests: [
      {
        ...descriptor(`${MEDIA}.manifest.v1+json`, manifest),
        annotations: { "org.opencontainers.image.ref.name": reference },
      },
    ],
  });
}

const descriptor = (mediaType: string, { sha256, size }: Blob): { readonly [key: string]: Json } => ({
  mediaType,
  digest: `sha256:${sha256}`,
  size,
});
