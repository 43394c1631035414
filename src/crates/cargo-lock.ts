// A Cargo.lock as the crates that it pins. Read line by line, strictly: cargo writes these files, and whatever it would
// not write is refused with its line. Must never give a crate without a digest, nor from two registries.

import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import { CRATE_NAME, CRATE_VERSION } from "../model/crate-release.ts";
import { succeed, type Failure, type Place, type Result } from "../model/failure.ts";
import { releaseText } from "../model/recipe.ts";

/** A package of the lock, one of its own workspace or a crate: there may be one of each of the same name and version. */
export interface LockedDependency {
  readonly name: string;
  readonly version: string;
  readonly own: boolean;
}

export interface LockedCrate {
  readonly name: string;
  readonly version: string;
  /** Of the crate file. */
  readonly sha256: Sha256;
  /** All that it may use on any target, by any feature. */
  readonly dependencies: readonly LockedDependency[];
  /** The line of the lock that gives its digest. */
  readonly at: Place;
}

/** What a lock pins, and where its own packages begin. */
export interface CargoLock {
  /** In the lock's order; packages of its own workspace are none. */
  readonly crates: readonly LockedCrate[];
  /** Packages of its own workspace, with all that they may use. */
  readonly own: readonly Pick<LockedCrate, "name" | "version" | "dependencies">[];
}

/** The most that is read: of a text in characters, of its packages. */
const LONGEST = 2 ** 24;
const MOST = 20_000;

const NAME = new RegExp(`^${CRATE_NAME}$`);
const VERSION = new RegExp(`^${CRATE_VERSION}$`);

type Key = "name" | "version" | "source" | "checksum";

interface Package {
  readonly line: number;
  readonly values: Map<Key, { readonly text: string; readonly line: number }>;
  readonly dependencies: { readonly text: string; readonly line: number }[];
}

/** `file` is what messages call it. */
export function parseCargoLock(text: string, file: string): Result<CargoLock> {
  const lines = text.split("\n");
  const failures: Failure[] = [];
  const refuse = (line: number, found: string, hint?: string): void => {
    failures.push({
      kind: "failure",
      code: "lock-refused",
      message: `Cannot take crates from "${file}": ${found}`,
      place: placeOf(file, lines[line] ?? "", line),
      ...(hint === undefined ? {} : { hint }),
    });
  };
  if (text.length > LONGEST) refuse(0, `it is longer than ${LONGEST} characters`);
  const packages = failures.length > 0 ? [] : packagesOf(lines, refuse);
  const lock =
    failures.length > 0 ? NOTHING : lockOf(packages, refuse, (line) => placeOf(file, lines[line] ?? "", line));
  return failures.length === 0 ? succeed(lock) : { ok: false, failures: failures.slice(0, 20) };
}

type Refuse = (line: number, found: string, hint?: string) => void;

function packagesOf(lines: readonly string[], refuse: Refuse): readonly Package[] {
  const packages: Package[] = [];
  let within: "top" | "package" | "dependencies" | "other" = "top";
  for (const [line, whole] of lines.entries()) {
    const words = whole.replace(/\r$/, "");
    const own = packages.at(-1);
    if (within === "dependencies") {
      const dependency = /^ "([^"\\]*)",$/.exec(words)?.[1];
      if (dependency !== undefined) own!.dependencies.push({ text: dependency, line });
      else if (words === "]") within = "package";
      else return (void refuse(line, "it is not as cargo writes it"), []);
      continue;
    }
    const [, key, value] = /^([a-z]+) = "([^"\\]*)"$/.exec(words) ?? [];
    if (words === "" || words.startsWith("#")) continue;
    else if (words === "[[package]]") {
      if (packages.length === MOST) return (void refuse(line, `it has more than ${MOST} packages`), []);
      packages.push({ line, values: new Map(), dependencies: [] });
      within = "package";
    } else if (words === "[[patch.unused]]") within = "other";
    else if (words === "[metadata]")
      return (void refuse(line, "it is of version 1", "cargo update --workspace writes it in a newer form"), []);
    else if (within === "other") continue;
    else if (within === "top" && /^version = [34]$/.test(words)) continue;
    else if (within === "package" && words === "dependencies = [") within = "dependencies";
    else if (within === "package" && isKey(key) && !own!.values.has(key)) own!.values.set(key, { text: value!, line });
    else return (void refuse(line, "it is not as cargo writes it, in version 2, 3 or 4 of its format"), []);
  }
  if (within === "dependencies") refuse(lines.length - 1, "it is cut off within a list");
  return packages;
}

function isKey(key: string | undefined): key is Key {
  return key === "name" || key === "version" || key === "source" || key === "checksum";
}

const NOTHING: CargoLock = { crates: [], own: [] };

function lockOf(packages: readonly Package[], refuse: Refuse, place: (line: number) => Place): CargoLock {
  const known = new Map<string, Pick<LockedDependency, "version" | "own">[]>();
  let registry: string | undefined;
  for (const { line, values } of packages) {
    const [name, version, source] = [values.get("name"), values.get("version"), values.get("source")];
    const checksum = values.get("checksum");
    if (name === undefined || version === undefined) refuse(line, "a package has no name or no version");
    else if (!NAME.test(name.text)) refuse(name.line, `${shown(name.text)} is not the name of a crate`);
    else if (!VERSION.test(version.text)) refuse(version.line, `${shown(version.text)} is not a version`);
    else {
      const id = releaseText({ name: name.text, version: version.text });
      const own = source === undefined;
      const others = known.get(name.text) ?? [];
      known.set(name.text, others);
      if (others.some((each) => each.version === version.text && each.own === own))
        refuse(name.line, `${id} stands there twice`);
      others.push({ version: version.text, own });
      if (source === undefined) continue;
      const kind = /^([a-z]+)\+/.exec(source.text)?.[1];
      if (kind !== "registry" && kind !== "sparse")
        refuse(source.line, `${id} is not from a registry`, "only what a checksum pins can be taken");
      else if (source.text !== (registry ??= source.text))
        refuse(source.line, `${id} is from another registry than the crates before it`);
      else if (checksum === undefined) refuse(line, `${id} has no checksum`);
      else if (asSha256(checksum.text) === undefined)
        refuse(checksum.line, `${shown(checksum.text)} is not a sha256 of 64 lower-case digits`);
    }
  }
  const crates: LockedCrate[] = [];
  const own: CargoLock["own"][number][] = [];
  for (const { values, dependencies } of packages) {
    const sha256 = asSha256(values.get("checksum")?.text ?? "");
    const resolved = dependencies.flatMap(({ text, line }) => {
      // Only what would be unclear is told: the version, and then the source, which packages of the workspace have not.
      const [name = "", version, source] = text.split(" ");
      const meant = (known.get(name) ?? []).filter((each) => version === undefined || each.version === version);
      const found = meant.find(({ own }) => own === (source === undefined)) ?? meant[0];
      if (found !== undefined && (version !== undefined || meant.length === 1)) return [{ name, ...found }];
      refuse(line, `no package of it is ${shown(text)}`);
      return [];
    });
    const named = { name: values.get("name")?.text ?? "", version: values.get("version")?.text ?? "" };
    if (!values.has("source")) own.push({ ...named, dependencies: resolved });
    else if (sha256 !== undefined)
      crates.push({ ...named, sha256, dependencies: resolved, at: place(values.get("checksum")!.line) });
  }
  return { crates, own };
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}

function placeOf(file: string, text: string, line: number): Place {
  const short = text.slice(0, 200);
  return { file, line: line + 1, column: 1, length: Math.max(1, short.length), text: short };
}
