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
import { obtainSource, type SeenSource } from "./sources.ts";
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
  return unpack === undefined ? `scan-file-${sha256(`${digest} ${file}`)}` : scanTreeName(unpack.tree);
}

export function scanTreeName(tree: Sha256): string {
  return `scan-tree-${tree}`;
}

/** Scans a source, or remembers it: what was scanned before need not be there any more. */
export async function scanSource(obtaining: Obtaining, source: Source): Promise<Result<SourceScan>> {
  return scan(obtaining, scanName(source), () => obtainSource(obtaining, source));
}

/** The same of a source that is in the store. */
export async function scanSeen(
  obtaining: Obtaining,
  source: Extract<SeenSource, { readonly type: "tree" }>,
): Promise<Result<SourceScan>> {
  return scan(obtaining, scanTreeName(source.tree), async () => succeed(source));
}

async function scan(
  { store, signal }: Obtaining,
  record: string,
  obtain: () => Promise<Result<SeenSource>>,
): Promise<Result<SourceScan>> {
  const known = await remembered(store, record);
  if (known !== undefined) return succeed(known);
  const own = await obtain();
  if (!own.ok) return own;
  const entries = await sourceFiles(store, own.value);
  if (!entries.ok) return entries;
  const found = await scanFiles(own.value, entries.value, signal);
  if (found === undefined)
    return fail("interrupted", `Cannot scan source "${own.value.name}": the run was interrupted`);
  const put = await store.putText(
    "records",
    record,
    canonicalJson({
      version: SCAN_VERSION,
      ...found,
      opaque: found.opaque.map((each) => ({ ...each })),
      marked: found.marked.map((each) => ({ ...each })),
    }) + "\n",
  );
  return put.ok ? succeed(found) : put;
}

/** The regular files of a source in the store, with their names as in SourceScan. */
export async function sourceFiles(
  store: Store,
  own: SeenSource,
): Promise<Result<readonly { readonly name: string; readonly sha256: Sha256 }[]>> {
  if (own.type === "file") return succeed([{ name: "", sha256: own.sha256 }]);
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
  own: SeenSource,
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
    const look = lookAt(join(own.path, name), own.type === "file" ? own.file : name);
    if (look.opaque !== undefined) opaque.push({ name, kind: look.opaque, size: look.size, sha256 });
    else if (look.mark !== undefined) marked.push({ name, mark: look.mark });
    lines += look.lines;
  }
  return { files: entries.length, lines, opaque, marked };
}

async function remembered(store: Store, record: string): Promise<SourceScan | undefined> {
  const text = await store.text("records", record);
  if (!text.ok || text.value === undefined) return undefined;
  const { version, ...scan } = JSON.parse(text.value) as SourceScan & { readonly version: number };
  return version === SCAN_VERSION
    ? { ...scan, opaque: scan.opaque.map((each) => ({ ...each, sha256: asSha256(each.sha256)! })) }
    : undefined;
}
