// The web of certifications in the keys that the command line names, or else in those of the home: read once, and
// remembered by the digests of what it was read from.

import { sha256 } from "../bytes/sha256.ts";
import { byBytes } from "../bytes/order.ts";
import type { KeyFile } from "../manifest/keyring.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Store } from "../store/store.ts";
import { READER_VERSION } from "../web/reader-version.ts";
import type { Web } from "../web/web.ts";
import { parseWeb, writeWeb } from "../web/web-text.ts";
import { readKeyFiles } from "./given-keys.ts";

/** `paths` are files and folders; none for the keys of the home. */
export async function webAtHand(store: Store, paths: readonly string[]): Promise<Result<Web>> {
  if (paths.length > 0) {
    const given = await readKeyFiles(paths);
    return given.ok ? webOf(store, given.value.files) : given;
  }
  const { readKept } = await import("./kept-keys.ts");
  const kept = await readKept(store);
  return kept.ok ? webOf(store, kept.value) : kept;
}

/** The web of some files, from memory where they are the same ones. */
export async function webOf(store: Store | undefined, files: readonly KeyFile[]): Promise<Result<Web>> {
  const digests = files.map(({ content }) => sha256(content)).sort(byBytes);
  const name = sha256([`fromseed-web ${READER_VERSION}`, ...digests, ""].join("\n"));
  // A text that is damaged is as good as none: the keys are there to be read again.
  const known = await store?.text("webs", name);
  const remembered = known?.ok === true && known.value !== undefined ? parseWeb(known.value) : undefined;
  if (remembered !== undefined) return succeed(remembered);
  // Loaded only where it is needed: an answer from memory is to be quick.
  const [{ readKeyring }, { readWeb }] = await Promise.all([
    import("../manifest/keyring.ts"),
    import("../web/read-web.ts"),
  ]);
  const keyring = readKeyring(files);
  if (!keyring.ok) return keyring;
  const web = readWeb(keyring.value.openpgp);
  const put = (await store?.putText("webs", name, writeWeb(web))) ?? succeed(undefined);
  return put.ok ? succeed(web) : put;
}
