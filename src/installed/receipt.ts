// A receipt: what was laid in a prefix, from which manifest, and on whose word. INSTALLED.md specifies its text. Must
// never hold a time: the same installation has the same receipt.

import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { parseListing, writeListing, type ListedEntry } from "../store/listing.ts";

export interface Receipt {
  /** Absolute path of the folder. */
  readonly prefix: string;
  readonly target: string;
  /** Digest of the stage's whole tree, of the text of its manifest and of its closure manifest. */
  readonly tree: Sha256;
  readonly manifest: Sha256;
  readonly closure: Sha256;
  /** `built`: all of the closure was built here; else the digest of the policy that accepted it. */
  readonly verdict: "built" | Sha256;
  /** What alone was laid of the tree, sorted by bytes; all of it when empty. */
  readonly outputs: readonly string[];
  /** All that was laid, as a tree's listing has it. */
  readonly entries: readonly ListedEntry[];
}

/** Where a prefix has it. */
export const RECEIPT = ".fromseed-receipt";
const FIRST_LINE = "fromseed-receipt 1";

export function writeReceipt(receipt: Receipt): string {
  const { prefix, target, tree, manifest, closure, verdict, outputs, entries } = receipt;
  const lines = [
    FIRST_LINE,
    `prefix ${prefix}`,
    `target ${target}`,
    `tree ${tree}`,
    `manifest ${manifest}`,
    `closure ${closure}`,
    `verdict ${verdict}`,
    ...outputs.map((output) => `output ${output}`),
  ];
  return `${lines.join("\n")}\n\n${writeListing(entries)}`;
}

/** Reads a receipt; refuses every text that `writeReceipt` would not have written. `name` is what messages call it. */
export function parseReceipt(text: string, name: string): Result<Receipt> {
  const wrong = (found: string): Result<never> =>
    fail("receipt-form", `Cannot read receipt ${JSON.stringify(name)}: ${found}`, {
      hint: "fromseed install writes one",
    });
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, Math.max(end, 0)).split("\n");
  if (lines[0] !== FIRST_LINE) return wrong(`it does not begin with "${FIRST_LINE}"`);
  const words = lines.slice(1).map((line) => [line.split(" ", 1)[0]!, line.slice(line.indexOf(" ") + 1)] as const);
  const value = (key: string): string => words.find((word) => word[0] === key)?.[1] ?? "";
  const [tree, manifest, closure] = (["tree", "manifest", "closure"] as const).map((key) => asSha256(value(key)));
  const verdict: Receipt["verdict"] | undefined = value("verdict") === "built" ? "built" : asSha256(value("verdict"));
  if (tree === undefined || manifest === undefined || closure === undefined || verdict === undefined)
    return wrong("it names no tree, manifest, closure or verdict");
  const entries = parseListing(Buffer.from(text.slice(end + 2)));
  if (!entries.ok) return wrong(entries.failures[0]!.message);
  const outputs = words.filter(([key]) => key === "output").map(([, output]) => output);
  const [prefix, target] = [value("prefix"), value("target")];
  const receipt: Receipt = { prefix, target, tree, manifest, closure, verdict, outputs, entries: entries.value };
  return writeReceipt(receipt) === text && prefix.startsWith("/") && target !== ""
    ? succeed(receipt)
    : wrong("it has other lines, or in another order");
}
