// Names of git's objects: the digest of a header and the content, in SHA-1 or SHA-256. Must never take an object for the
// one that was asked for because somebody says so.

import { createHash } from "node:crypto";

export type ObjectType = "commit" | "tree" | "blob" | "tag";

/** Whether a text is an object's whole name, of either kind. */
export function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** The name that an object has in a repository of the same kind as the name `like`. */
export function objectId(type: ObjectType, content: Uint8Array, like: string): string {
  return createHash(like.length === 40 ? "sha1" : "sha256")
    .update(`${type} ${content.length}\0`)
    .update(content)
    .digest("hex");
}
