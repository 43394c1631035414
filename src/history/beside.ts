// What a commit carries beside the signature that counts: one of X.509, one for the other kind of repository, tags that it
// merged with theirs. Must never count any of it, nor pass over it without a word.

import type { Commit } from "../git/commit.ts";
import type { Keyring } from "../manifest/keyring.ts";
import { verifySignatureFile } from "../manifest/verify-signature.ts";

/** As gpgsm, smimesign and openssl begin one; git takes the first alone. */
const X509 = /^-----BEGIN (?:SIGNED MESSAGE|PKCS7|CMS)-----/m;
const SIGNATURE = /^-----BEGIN (?:PGP SIGNATURE|PGP MESSAGE|SSH SIGNATURE|SIGNED MESSAGE|PKCS7|CMS)-----/gm;

/** How what was signed by git is judged. */
export interface By {
  readonly keys: Keyring;
  readonly at: Date;
}

/** The namespace of git's own SSH signatures. */
export const NAMESPACE = "git";

/** Whether a signature is one of X.509 and nothing else. */
export function isX509(signature: string): boolean {
  return X509.test(signature) && !/^-----BEGIN (?:PGP|SSH) /m.test(signature);
}

/** Sentences, as they stand in a note; alike for commits that carry alike. */
export function besideOf(
  { signature = "", otherSignature, mergeTags, parents, time }: Commit,
  by: By,
): readonly string[] {
  return [
    ...(X509.test(signature) ? ["there is a signature of X.509, which is not read here"] : []),
    ...(otherSignature ? ["there is a signature for a repository with other digests, which counts for nobody"] : []),
    ...mergeTags.slice(0, parents.length).map((tag) => tagText(tag, { parents, time }, by)),
    ...(mergeTags.length > parents.length ? ["there are more merged tags than parents"] : []),
  ];
}

/** Git's own form of a tag (git-mktag(1)), with its signature at the end. Each character is a byte. */
function tagText(tag: string, { parents, time }: Pick<Commit, "parents" | "time">, { keys, at }: By): string {
  const object = /^object ([0-9a-f]+)\n/.exec(tag)?.[1];
  if (object === undefined || !parents.includes(object)) return "a merged tag is of none of the merge's parents";
  const start = [...tag.matchAll(SIGNATURE)].at(-1)?.index;
  if (start === undefined) return "a merged tag has no signature";
  const signature = tag.slice(start);
  if (isX509(signature)) return "a merged tag has a signature of X.509, which is not read here";
  const seen = time === undefined ? {} : { seen: new Date(Math.min(time * 1000, at.getTime())) };
  const verdicts = verifySignatureFile(
    { content: Buffer.from(tag.slice(0, start), "latin1"), keys, now: at, namespace: NAMESPACE },
    { name: object, content: Buffer.from(signature, "latin1"), ...seen },
  );
  const good = verdicts.find(({ status }) => status === "good");
  return good === undefined
    ? `a merged tag has a signature that is not good (${verdicts[0]!.status})`
    : `a merged tag is signed by ${good.fingerprint}, which counts for nobody: it is no signature of a commit`;
}
