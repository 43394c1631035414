// Image references as fromseed takes them: HOST[:PORT]/PATH:TAG, the host always named. Other programs fill in a host of
// their own where there is none, and a signature is over the whole reference.

import { fail, succeed, type Result } from "../model/failure.ts";

const PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const HOST = String.raw`(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?::[0-9]+)?|[A-Za-z0-9-]+:[0-9]+`;
const REFERENCE = new RegExp(`^(?:${HOST})/${PART}(?:/${PART})*:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$`);

/** Checks a reference (distribution's reference grammar, without a digest). */
export function readReference(text: string): Result<string> {
  if (REFERENCE.test(text)) return succeed(text);
  return fail("usage", `Cannot name the image "${text}": that is no whole reference`, {
    hint: "HOST/PATH:TAG in lower case, for example localhost/fromseed/tinycc:0.9.27",
  });
}
