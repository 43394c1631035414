// The web of certifications in the keys that the command line names, or else in those of the home: read once, and
// remembered by the digests of what it was read from.

import { stat } from "node:fs/promises";
import { sha256, sha256File, type Sha256 } from "../bytes/sha256.ts";
import { byBytes } from "../bytes/order.ts";
import type { KeyFile } from "../manifest/keyring.ts";
import { succeed, type Result } from "../model/failure.ts";
import { peekText } from "../store/peek-text.ts";
import type { Store } from "../store/store.ts";
import { READER_VERSION } from "../web/reader-version.ts";
import type { Web } from "../web/web.ts";
import { parseWeb, writeWeb } from "../web/web-text.ts";
import { readKeyFiles } from "./given-keys.ts";
import { filesIn } from "./given-paths.ts";

/** The web of files and folders as a home remembers it; undefined where it does not, or what is asked for is no file. */
export async function rememberedWeb(home: string, paths: readonly string[]): Promise<Web | undefined> {
  const digests = paths.length === 0 ? undefined : await digestsOf(paths);
  const text = digests === undefined ? undefined : await peekText(home, "webs", nameOf(digests));
  return text === undefined ? undefined : parseWeb(text);
}

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
  const digests = files.map(({ content }) => sha256(content));
  // A text that is damaged is as good as none: the keys are there to be read again.
  const text = await store?.text("webs", nameOf(digests));
  const known = text?.ok === true && text.value !== undefined ? parseWeb(text.value) : undefined;
  if (known !== undefined) return succeed(known);
  // Loaded only where it is needed: an answer from memory is to be quick.
  const [{ readKeyring }, { readWeb }] = await Promise.all([
    import("../manifest/keyring.ts"),
    import("../web/read-web.ts"),
  ]);
  const keyring = readKeyring(files);
  if (!keyring.ok) return keyring;
  const web = readWeb(keyring.value.openpgp);
  const put = (await store?.putText("webs", nameOf(digests), writeWeb(web))) ?? succeed(undefined);
  return put.ok ? succeed(web) : put;
}

/**
 * Digests of what the files hold, without keeping it: a keyring has tens of megabytes, of which a web from memory needs
 * none. Undefined where that says nothing: a pipe can be read but once, and what cannot be read is told by its reader.
 */
async function digestsOf(paths: readonly string[]): Promise<readonly Sha256[] | undefined> {
  const found = await filesIn(paths);
  if (!found.ok) return undefined;
  const digests: Sha256[] = [];
  try {
    for (const file of found.value.files) {
      if (!(await stat(file)).isFile()) return undefined;
      digests.push(await sha256File(file));
    }
  } catch {
    return undefined;
  }
  return digests;
}

function nameOf(digests: readonly Sha256[]): string {
  return sha256([`fromseed-web ${READER_VERSION}`, ...digests.toSorted(byBytes), ""].join("\n"));
}
