// fromseed keys: the public keys that the home keeps. Takes them, lists how they stand, asks others for news of them.

import { readKeyFiles } from "../given-keys.ts";
import { fail, succeed, type Failure, type Result } from "../../model/failure.ts";
import { count } from "../../report/event-words.ts";
import { giveAnswer, type Answer } from "../answer.ts";
import { reportFailures, type Context } from "../context.ts";
import { withStore } from "../home-store.ts";
import { keepKeys, type Kept } from "../kept-keys.ts";
import type { KeysAsked } from "../keys-asked.ts";
import { listKeys } from "../list-keys.ts";
import type { Options } from "../options.ts";
import { refreshKeys } from "../refresh-keys.ts";
import { proveKeys } from "../prove-keys.ts";

export async function main(context: Context, options: Options): Promise<number> {
  const [what, ...names] = options.operands;
  return withStore(context, async (store) => {
    const answer = await answerTo(what, { context, options, store, names });
    return answer.ok ? giveAnswer(context, answer.value) : reportFailures(context, answer.failures);
  });
}

async function answerTo(what: string | undefined, asked: KeysAsked): Promise<Result<Answer>> {
  switch (what) {
    case "import":
      return importKeys(asked);
    case "list":
      return listKeys(asked);
    case "refresh":
      return refreshKeys(asked);
    case "prove":
      return proveKeys(asked);
    default:
      return fail("usage", "Cannot read the command line: it must be keys import, list, refresh or prove", {
        hint: "see fromseed keys --help",
      });
  }
}

async function importKeys({ store, names }: KeysAsked): Promise<Result<Answer>> {
  if (names.length === 0)
    return fail("usage", "Cannot read the command line: keys import needs files or folders of keys");
  const given = await readKeyFiles(names);
  if (!given.ok) return given;
  const kept = await keepKeys(store, given.value.files);
  return kept.ok ? succeed({ ...keptAnswer(kept.value), failures: nothingTaken(kept.value) }) : kept;
}

function keptAnswer({ added, changed, same, waiting, signatures, passedOver }: Kept): Omit<Answer, "failures"> {
  return {
    lines: [
      ...added.map((name) => `${name}  added`),
      ...changed.map((name) => `${name}  changed`),
      ...passedOver.map(({ name, reason }) => `passed over: ${name}: ${reason}`),
      `${count(added.length, "key")} added, ${changed.length} changed, ${same.length} as before`,
      ...(signatures === 0 ? [] : [`${count(signatures, "signature")} over the file of an SSH key kept with it`]),
      ...(waiting === 0 ? [] : [`${count(waiting, "revocation")} kept whose key is not here`]),
    ],
    value: { added, changed, same, waiting, signatures, passedOver },
  };
}

function nothingTaken({ added, changed, same, alone, passedOver }: Kept): readonly Failure[] {
  if (added.length + changed.length + same.length + alone > 0) return [];
  return fail("key-form", "Cannot import keys: no public key is there", {
    details: passedOver.map(({ name, reason }) => `${name}: ${reason}`),
  }).failures;
}
