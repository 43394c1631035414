// A key of the web by what a person calls it: its whole fingerprint, or an address that only one key has. Must never take
// a key ID: those can be forged.

import { fail, succeed, type Result } from "../model/failure.ts";
import { addressOf, ownerOf, type Web } from "./web.ts";

export function findKey(web: Web, name: string): Result<number> {
  const digits = digitsOf(name);
  if (!isAddress(name)) {
    const index = web.keys.findIndex(({ fingerprint }) => fingerprint === digits);
    return index < 0
      ? fail("key-absent", `Cannot find key "${name}": no certificate that was given has it`, { hint: HINT })
      : succeed(index);
  }
  if (/^[0-9a-f]{8,39}$/.test(digits))
    return fail("usage", `Cannot find key "${name}": a key ID can be forged`, { hint: "give the whole fingerprint" });
  const own = [...web.keys.entries()].filter(([, { users }]) => users.some(({ text }) => addressOf(text) === name));
  if (own.length === 1) return succeed(own[0]![0]);
  return own.length === 0
    ? fail("key-absent", `Cannot find key "${name}": no certificate that was given has that address`, { hint: HINT })
    : fail("usage", `Cannot find key "${name}": ${own.length} keys have that address`, {
        details: own.map(([, key]) => `${key.fingerprint}  ${ownerOf(key)}`),
        hint: "give the whole fingerprint",
      });
}

const HINT = "--keys names the files that hold it; fromseed keys list shows those of the home";

const digitsOf = (name: string): string => name.replace(/^0x/i, "").replaceAll(" ", "").toLowerCase();

/** Whether a key is named by an address, which its owner chose, and not by its fingerprint. */
export function isAddress(name: string): boolean {
  return !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(digitsOf(name));
}
