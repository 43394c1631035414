// Makes xz files for tests. The product only decodes.

import { createRequire } from "node:module";

const { xz } = createRequire(import.meta.url)("@napi-rs/lzma-linux-x64-gnu") as {
  readonly xz: { compressSync(content: Uint8Array): Buffer };
};

export function encodeXz(content: Uint8Array): Buffer {
  return xz.compressSync(content);
}
