// A source that was measured, as an item of a recipe's sources. Must never let words of others into a recipe but in a
// comment of one line.

import { resolve } from "node:path";
import { webAddress } from "../fetch/web-address.ts";
import type { MeasuredAt } from "../inputs/measure-places.ts";
import type { Measured } from "../inputs/measure-source.ts";
import { type AskedPlace, sourceName } from "./asked-place.ts";

/** `asked` is the place where it is one that recipes have. */
export function sourceLines(measured: MeasuredAt, asked: AskedPlace | undefined): readonly string[] {
  const { file, size, sha256, place, unpack, lock } = measured;
  const where =
    asked?.line ?? (webAddress(place) === undefined ? `directory: ${resolve(place, "..")}` : `url: ${place}`);
  return [
    `- name: ${asked?.name ?? sourceName(file)}`,
    `  file: ${file}`,
    `  size: ${size}`,
    `  sha256: ${sha256}`,
    ...licenceLines(measured),
    "  places:",
    ...(measured.withdrawn === undefined ? [] : [`    # ${withdrawnWords(measured.withdrawn)}`]),
    `    - ${where}`,
    // Debian's pool drops a version that nothing in a release uses any more; its snapshot archive does not.
    ...(asked?.place.type === "debian" ? [`    - snapshot: ${measured.sha1}`] : []),
    ...(unpack === undefined ? [] : unpackLines(unpack)),
    ...(lock === undefined
      ? []
      : ["  # For cargo, which builds it: without, where it does not.", "  crates:", `    lock: ${lock}`]),
    ...(asked?.place.type === "rustup" ? ["  # Nobody can read it: it has to be declared as a bridge."] : []),
  ];
}

export function withdrawnWords(reason: string): string {
  const words = reason.replace(/[^ -~]+/g, " ").trim();
  return `Its makers withdrew it${words === "" ? "." : `: ${words.slice(0, 90)}`}`;
}

function licenceLines({ licence, licenceFrom, isNamed }: Measured): readonly string[] {
  if (licence === undefined)
    return ["  # No licence file tells: look, and write what it is.", "  licence: NOASSERTION"];
  const from = licenceFrom?.replace(/[^ -~]+/g, " ");
  return [
    isNamed === true ? `  # As its ${from} says.` : `  # A guess from the words of ${from}: look.`,
    `  licence: ${licence}`,
  ];
}

function unpackLines({ tree, strip, inner }: NonNullable<Measured["unpack"]>): readonly string[] {
  const head = ["  unpack:", `    tree: ${tree}`, `    strip: ${strip}`];
  return inner === undefined
    ? head
    : [...head, "    inner:", `      path: ${inner.path}`, `      sha256: ${inner.sha256}`];
}
