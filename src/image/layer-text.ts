// What is kept of a layer beside the tree that it was made from: its digests. Must never be believed: whoever writes the
// layer again compares.

import { asSha256, type Sha256 } from "../bytes/sha256.ts";

export interface LayerDigests {
  /** Of the tar. */
  readonly tar: Sha256;
  /** Of the tar in gzip of stored blocks. */
  readonly blob: Sha256;
}

const FORM = /^fromseed-layer 1\ntar ([0-9a-f]{64})\nblob ([0-9a-f]{64})\n$/;

export function writeLayerText({ tar, blob }: LayerDigests): string {
  return `fromseed-layer 1\ntar ${tar}\nblob ${blob}\n`;
}

/** Undefined where the text is no such, as that of a later fromseed: then it is written again. */
export function readLayerText(text: string): LayerDigests | undefined {
  const [, tar, blob] = FORM.exec(text)?.map(asSha256) ?? [];
  return tar === undefined || blob === undefined ? undefined : { tar, blob };
}
