// Package URLs (the purl specification, type by type as far as manifests have them): what people call a source. Must
// never name a place: no registry, no address.

import type { Sha256 } from "../bytes/sha256.ts";

export interface Purl {
  readonly type: string;
  readonly namespace?: readonly string[];
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
}

/** Qualifiers that say what something is; the specification's others say where it is. */
const QUALIFIERS: ReadonlySet<string> = new Set(["arch", "checksum", "distro"]);

/** Writes the canonical form. */
export function writePurl({ type, namespace = [], name, version, qualifiers = {} }: Purl): string {
  const path = [...namespace, normalName(type, name)].map(encoded).join("/");
  const query = Object.keys(qualifiers)
    .sort()
    .map((key) => `${key}=${encoded(qualifiers[key]!)}`)
    .join("&");
  return `pkg:${type}/${path}${version === undefined ? "" : `@${encoded(version)}`}${query === "" ? "" : `?${query}`}`;
}

/** A file that no registry names: by the name and, where it is known, the version that its recipe gives it. */
export function genericPurl(name: string, version: string | undefined, sha256: Sha256 | undefined): string {
  return writePurl({
    type: "generic",
    name,
    ...(version === undefined ? {} : { version }),
    ...(sha256 === undefined ? {} : { qualifiers: { checksum: `sha256:${sha256}` } }),
  });
}

/** What is wrong with a package URL of these bytes, as the end of a sentence; undefined when nothing is. */
export function purlFault(text: string, sha256: Sha256 | undefined): string | undefined {
  const purl = readPurl(text);
  const empty = Object.values(purl?.qualifiers ?? {}).includes("");
  if (purl === undefined || empty || writePurl(purl) !== text)
    return `${JSON.stringify(text)} is not a canonical package URL`;
  const { checksum, ...others } = purl.qualifiers ?? {};
  const place = Object.keys(others).find((key) => !QUALIFIERS.has(key));
  if (place !== undefined) return `${JSON.stringify(text)} has "${place}", which is not a fact of the bytes`;
  if (checksum !== undefined && checksum !== `sha256:${sha256}`)
    return `${JSON.stringify(text)} has another checksum than the file`;
  return undefined;
}

const FORM = /^pkg:([a-z][a-z0-9.+-]*)\/((?:[^/@?#]+\/)*)([^/@?#]+)(?:@([^/@?#]+))?(?:\?([^?#]+))?$/;

function readPurl(text: string): Purl | undefined {
  const found = FORM.exec(text);
  if (found === null) return undefined;
  const [, type, namespace, name, version, query] = found;
  try {
    const pairs = (query ?? "").split("&").filter((pair) => pair !== "");
    return {
      type: type!,
      namespace: namespace!.split("/").slice(0, -1).map(decodeURIComponent),
      name: decodeURIComponent(name!),
      ...(version === undefined ? {} : { version: decodeURIComponent(version) }),
      qualifiers: Object.fromEntries(
        pairs.map((pair) => {
          const [key = "", ...value] = pair.split("=");
          return [key, decodeURIComponent(value.join("="))];
        }),
      ),
    };
  } catch {
    return undefined;
  }
}

/** These types fold what their registries take for one name. */
function normalName(type: string, name: string): string {
  if (type === "pypi") return name.toLowerCase().replaceAll("_", "-");
  return type === "deb" ? name.toLowerCase() : name;
}

/** Percent-encodes all but the unreserved characters of RFC 3986 and the colon. */
function encoded(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%3A", ":")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
