// fromseed verify --store: what is not as it was put there, what was done about it, and what becomes of it.

import { readSignatureName } from "../manifest/signature-name.ts";
import { HEAL } from "../store/io-failure.ts";
import { count } from "../report/event-words.ts";
import type { Store } from "../store/store.ts";
import type { Finding } from "../store/verify.ts";
import { jsonLine } from "../report/json-lines.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import type { Options } from "./options.ts";

export async function verifyObjects(context: Context, options: Options, store: Store): Promise<number> {
  const found: (Finding & { readonly madeAgain: boolean })[] = [];
  const gone: string[] = [];
  let away = 0;
  const tell = ({ object, failure, healed }: Finding): void => {
    found.push({ object, healed, madeAgain: isMadeAgain(object), failure });
    if (healed === "put away") away++;
    if (healed === "put away" && !isMadeAgain(object)) gone.push(object);
    const word = healed !== "no" ? healed : failure.code === "store-unknown" ? "unknown" : "corrupt";
    if (!context.json) context.write(`${object}  ${word}  ${failure.message}\n`);
  };
  const heal = options.switches.has("heal");
  for await (const finding of store.verify({ heal, signal: context.signal })) tell(finding);
  const { verifyLinks } = await import("../inputs/verify-links.ts");
  const links = verifyLinks(store, { heal, signal: context.signal });
  let next = await links.next();
  for (; next.done !== true; next = await links.next()) tell(next.value);
  const { unchecked } = next.value;
  const still = found.filter(({ healed }) => healed === "no");
  const left = still.length;
  const unknown = still.filter(({ failure }) => failure.code === "store-unknown").map(({ object }) => object);
  if (context.json) context.write(jsonLine({ found, left, unchecked }));
  if (!context.json && unchecked > 0)
    context.write(`${count(unchecked, "link")} to files that are not here as they were put: taken as recorded.\n`);
  if (!context.json)
    context.write(
      closingLines({ found: found.length, left, heal, away, gone, unknown })
        .map((line) => `${context.called(line)}\n`)
        .join(""),
    );
  return left === 0 ? EXIT.done : EXIT.failed;
}

interface Outcome {
  readonly found: number;
  readonly left: number;
  /** Whether it was asked for. */
  readonly heal: boolean;
  readonly away: number;
  /** What was put away, and no build makes again. */
  readonly gone: readonly string[];
  /** What no healing touches, as it may be anybody's. */
  readonly unknown: readonly string[];
}

function closingLines({ found, left, heal, away, gone, unknown }: Outcome): readonly string[] {
  if (found === 0) return ["Every object in the store is as it was put there."];
  const healable = left - unknown.length;
  const then = healable === 0 ? "" : heal ? `; ${count(healable, "object")} could not be put away` : `; ${HEAL}`;
  const lines = [`${found} found, ${left} left${then}.`];
  if (unknown.length > 0) lines.push(`Nothing uses what is no part of the store: move it away: ${unknown.join(", ")}.`);
  if (away > gone.length) lines.push("What a build needs of what was put away, it makes or fetches again.");
  if (gone.length > 0) lines.push(`No build makes these again: ${gone.join(", ")}.`);
  if (away > 0) lines.push("What was put away is in the state folder's quarantine/ until gc runs.");
  return lines;
}

/** What tells of one run, or of one person, no build can make again; a log comes with the next build of its stage. */
function isMadeAgain(object: string): boolean {
  const [folder, name = ""] = object.split("/");
  if (folder === "manifests") return readSignatureName(name) === undefined;
  return !["runs", "logs", "unfinished", "failed", "scratch", "quarantine"].includes(folder!);
}
