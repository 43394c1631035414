// A vendor directory: what cargo takes in a registry's place (Cargo Reference, "Source Replacement", directory sources).
// Cargo resolves a whole lock, for all targets and features, before it builds anything: so of a crate that is left out
// there is a stub, which can be resolved and not be compiled. Must never depend on anything but its crates and locks.

import type { LockedCrate } from "./cargo-lock.ts";

/** Where a crate is in a vendor directory. */
export function vendorName({ name, version }: Pick<LockedCrate, "name" | "version">): string {
  return `${name}-${version}`;
}

export const CHECKSUM_FILE = ".cargo-checksum.json";

/** What cargo compares with the lock. No file is named in it, so that a step may patch them. */
export function checksumText({ sha256 }: Pick<LockedCrate, "sha256">): string {
  return `{"files":{},"package":"${sha256}"}`;
}

/** Keys of a recipe by which a crate may not be taken. */
const CHOOSING = "targets, packages, features and without";

/**
 * The files of a stub by their paths: the lock's own dependencies, so that cargo finds the lock complete, and every
 * feature that any of `manifests`, texts of Cargo.toml files, may ask it for.
 */
export function stubFiles(crate: LockedCrate, manifests: readonly string[]): ReadonlyMap<string, string> {
  const features = new Set(manifests.filter((text) => text.includes(crate.name)).flatMap(featuresIn));
  const lines = [
    "[package]",
    `name = "${crate.name}"`,
    `version = "${crate.version}"`,
    ...crate.dependencies.flatMap(({ name, version }, index) => [
      `[dependencies.dependency-${index}]`,
      `package = "${name}"`,
      `version = "=${version}"`,
      "default-features = false",
    ]),
    "[features]",
    ...[...features].sort().map((feature) => `"${feature}" = []`),
  ];
  return new Map([
    ["Cargo.toml", `${lines.join("\n")}\n`],
    [
      "src/lib.rs",
      `compile_error!("${crate.name} was left out of the vendor directory: see ${CHOOSING} of the recipe's \\"crates\\"");\n`,
    ],
    [CHECKSUM_FILE, checksumText(crate)],
  ]);
}

const FEATURE = /^[A-Za-z0-9_][A-Za-z0-9_+.-]*$/;

/** Every name in a manifest that may be a feature of something it depends on; some that are none do no harm. */
function featuresIn(manifest: string): readonly string[] {
  const names: string[] = [];
  for (const [, list] of manifest.matchAll(/features"?\s*=\s*\[([^\]]*)\]/g))
    for (const [, name] of list!.matchAll(/["']([^"'\n]*)["']/g)) names.push(name!);
  for (const [, name] of manifest.matchAll(/["'][A-Za-z0-9_-]+\??\/([^"'\n/]*)["']/g)) names.push(name!);
  return names.filter((name) => FEATURE.test(name));
}
