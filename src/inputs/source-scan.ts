// What a source holds, as the steps see it: how much there is to read, what cannot be read, what looks generated. Found
// once, and kept among the records by the tree's digest. Must never be taken from a record that another version of the
// scan wrote, or that is of anything else.

import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { canonicalJson } from "../bytes/canonical-json.ts";
import { asSha256, sha256, type Sha256 } from "../bytes/sha256.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import type { Source } from "../model/recipe.ts";
import type { Store } from "../store/store.ts";
import { lookAt } from "./file-look.ts";
import { obtainSource, type ObtainedSource } from "./sources.ts";
import type { Obtaining } from "./obtaining.ts";

/** Raised whenever opaque-scan.ts or generated-scan.ts finds other things than before. */
const SCAN_VERSION = 1;

/** Files are named by their paths in the source; one that is not unpacked has one file, named "". */
export interface SourceScan {
  readonly files: number;
  /** Lines of its text files. */
  readonly lines: number;
  readonly opaque: readonly {
    readonly name: string;
    readonly kind: string;
    readonly size: number;
    readonly sha256: Sha256;
  }[];
  /** Text files that look generated, with the line that tells so. */
  readonly marked: readonly { readonly name: string; readonly mark: string }[];
}

/**
 * The name under which the scan of a source's content is kept among the records. A file may be the listing of a tree, and
 * then has its digest; what a file is called tells more of it than its bytes.
 */
export function scanName({ unpack, sha256: digest, file }: Source): string {
  return unpack === undefined ? `scan-file-${sha256(`${digest} ${file}`)}` : `scan-tree-${unpack.tree}`;
}

/** Scans a source, or remembers it: what was scanned before need not be there any more. */
export async function scanSource(obtaining: Obtaining, source: Source): Promise<Result<SourceScan>> {
  const { store, signal } = obtaining;
  const known = await remembered(store, source);
  if (known !== undefined) return succeed(known);
  const own = await obtainSource(obtaining, source);
  if (!own.ok) return own;
  const entries = await sourceFiles(store, own.value);
  if (!entries.ok) return entries;
  const scan = await scanFiles(own.value, entries.value, signal);
  if (scan === undefined) return fail("interrupted", `Cannot scan source "${source.name}": the run was interrupted`);
  const put = await store.putText(
    "records",
    scanName(source),
    canonicalJson({
      version: SCAN_VERSION,
      ...scan,
      opaque: scan.opaque.map((each) => ({ ...each })),
      marked: scan.marked.map((each) => ({ ...each })),
    }) + "\n",
  );
  return put.ok ? succeed(scan) : put;
}

/** The regular files of a source in the store, with their names as in SourceScan. */
export async function sourceFiles(
  store: Store,
  own: ObtainedSource,
): Promise<Result<readonly { readonly name: string; readonly sha256: Sha256 }[]>> {
  if (own.type === "file") return succeed([{ name: "", sha256: own.source.sha256 }]);
  const tree = await store.tree(own.tree);
  return tree.ok
    ? succeed(
        tree.value.entries.flatMap((entry) =>
          entry.type === "file" ? [{ name: entry.path, sha256: entry.sha256 }] : [],
        ),
      )
    : tree;
}

/** Looks at every file; undefined when it was interrupted. */
async function scanFiles(
  own: ObtainedSource,
  entries: readonly { readonly name: string; readonly sha256: Sha256 }[],
  signal: AbortSignal,
): Promise<SourceScan | undefined> {
  const opaque: { name: string; kind: string; size: number; sha256: Sha256 }[] = [];
  const marked: { name: string; mark: string }[] = [];
  let lines = 0;
  for (const [index, { name, sha256 }] of entries.entries()) {
    // Others that run in this process get their turn, and Ctrl-C is heard.
    if (index % 100 === 99) await setImmediate();
    if (signal.aborted) return undefined;
    const look = lookAt(join(own.path, name), name === "" ? own.source.file : name);
    if (look.opaque !== undefined) opaque.push({ name, kind: look.opaque, size: look.size, sha256 });
    else if (look.mark !== undefined) marked.push({ name, mark: look.mark });
    lines += look.lines;
  }
  return { files: entries.length, lines, opaque, marked };
}

async function remembered(store: Store, source: Source): Promise<SourceScan | undefined> {
  const text = await store.text("records", scanName(source));
  if (!text.ok || text.value === undefined) return undefined;
  const { version, ...scan } = JSON.parse(text.value) as SourceScan & { readonly version: number };
  return version === SCAN_VERSION
    ? { ...scan, opaque: scan.opaque.map((each) => ({ ...each, sha256: asSha256(each.sha256)! })) }
    : undefined;
}
