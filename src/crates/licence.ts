// What a crate's own manifest says of its licence (Cargo Reference, "The license and license-file fields").

/** The SPDX expression of a Cargo.toml as registries have it; NOASSERTION where it names none. */
export function licenceOf(manifest: string): string {
  const own = /^\[package\]$([^]*?)(?=^\[|$(?![^]))/m.exec(manifest)?.[1] ?? "";
  const [, double, single] = /^license\s*=\s*(?:"([^"\\]*)"|'([^']*)')/m.exec(own) ?? [];
  // "MIT/Apache-2.0" is how alternatives were once written.
  const text = (double ?? single ?? "")
    .split("/")
    .map((each) => each.trim())
    .join(" OR ");
  return /^[A-Za-z0-9][A-Za-z0-9.+() -]*$|^\([A-Za-z0-9.+() -]*$/.test(text) ? text : "NOASSERTION";
}
