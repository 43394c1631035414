// Reads fromseed.yaml: which projects this one imports, and where they can be had. A project without that file imports
// none. Must never take a place that is told from a folder which is not there: an import's own may have come from git.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { asSha256 } from "../bytes/sha256.ts";
import type { Failure } from "../model/failure.ts";
import { PROJECT_FILE, type Import, type ProjectPlace } from "../model/import.ts";
import { PROJECT, type ImportForm, type ImportPlaceForm } from "./imports-shape.ts";
import { readNode } from "./read-node.ts";
import type { Reading } from "./reading.ts";
import type { Checkout } from "./text.ts";
import { unique } from "./unique.ts";

/** `base` is the folder that relative places start from, where there is one. */
export async function readImports(
  checkout: Checkout,
  base: string | undefined,
): Promise<{ readonly imports: readonly Import[]; readonly failures: readonly Failure[] }> {
  if (!existsSync(join(checkout.root, PROJECT_FILE))) return { imports: [], failures: [] };
  const { node, reading } = await readNode(checkout, PROJECT_FILE, `Cannot read "${PROJECT_FILE}"`);
  const form = node === undefined ? undefined : PROJECT.read(node, reading, "it");
  const forms = form?.values.imports ?? [];
  unique(
    forms.map(({ values }) => values.name),
    "import",
    reading,
  );
  const imports = reading.failures.length > 0 ? [] : forms.map((each) => readImport(each, base, reading));
  return { imports, failures: reading.failures };
}

function readImport({ values }: ImportForm, base: string | undefined, reading: Reading): Import {
  const { name, prefix, contract, digest, places } = values;
  return {
    name: name.value,
    prefix: prefix?.value ?? "",
    contract,
    digest: asSha256(digest.value)!,
    places: places.flatMap((place) => readPlace(place, base)),
    at: reading.place(name),
  };
}

function readPlace({ values }: ImportPlaceForm, base: string | undefined): readonly ProjectPlace[] {
  const { git, commit, archive, directory } = values;
  if (git !== undefined) return [{ type: "git", address: git.value, commit: commit!.value }];
  const isAddress = archive !== undefined && /^https?:/.test(archive.value);
  if (isAddress) return [{ type: "archive", from: archive.value }];
  const path = archive?.value ?? directory!.value;
  if (base === undefined && !path.startsWith("/")) return [];
  const absolute = resolve(base ?? "/", path);
  return archive === undefined ? [{ type: "directory", path: absolute }] : [{ type: "archive", from: absolute }];
}
