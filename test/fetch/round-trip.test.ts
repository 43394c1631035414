// Random trees, written as archives by the tar package and by the system's tar, unpack to themselves.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { create } from "tar";
import { expect, test } from "vitest";
import { unpack } from "../../src/fetch/unpack.ts";
import { listed } from "./listed.ts";
import { whole } from "./shape.ts";

type Tree = readonly {
  readonly path: string;
  readonly content: Uint8Array | string | undefined;
  readonly executable: boolean;
}[];

const name = fc.oneof(
  fc.constantFrom("a", "b", "C", "c", "\u00e9", "\u{1f980}", "with space", "-", "n".repeat(120)),
  fc.stringMatching(/^[a-z]{1,30}$/),
);
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));
/** A string is the target of a link, undefined an empty directory. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc.constantFrom("a", "b/c", "./missing"),
  fc.constant(undefined),
);
const tree: fc.Arbitrary<Tree> = fc
  .uniqueArray(fc.record({ path, content, executable: fc.boolean() }), { selector: (one) => one.path, maxLength: 25 })
  .map((all) =>
    all.filter(
      (one) =>
        !all.some((other) => one !== other && one.path.startsWith(`${other.path}/`) && other.content !== undefined),
    ),
  );

function lay(files: Tree, at: string): void {
  mkdirSync(at);
  for (const { path, content, executable } of files) {
    const full = join(at, path);
    mkdirSync(dirname(full), { recursive: true });
    if (content === undefined) mkdirSync(full, { recursive: true });
    else if (typeof content === "string") symlinkSync(content, full);
    else {
      writeFileSync(full, content);
      chmodSync(full, executable ? 0o755 : 0o644);
    }
  }
}

async function check(files: Tree, pack: (directory: string, archive: string) => void | Promise<void>): Promise<void> {
  const at = mkdtempSync(join(tmpdir(), "fromseed-fetch-"));
  try {
    lay(files, join(at, "top"));
    await pack(at, join(at, "a.tar"));
    expect(await unpack(join(at, "a.tar"), join(at, "out"), { ...whole, strip: 1 })).toMatchObject({ ok: true });
    expect(listed(join(at, "out"))).toEqual(listed(join(at, "top")));
  } finally {
    rmSync(at, { recursive: true });
  }
}

test.each([false, true])("as the tar package writes them, gzip: %s", async (gzip) => {
  await fc.assert(
    fc.asyncProperty(tree, (files) => check(files, (cwd, file) => create({ cwd, file, gzip }, ["top"]))),
    { numRuns: 40 },
  );
});

const tool = spawnSync("tar", ["--version"]).stdout?.toString().includes("GNU tar") === true;

test.skipIf(!tool).each(["gnu", "pax", "ustar"])(
  "as GNU tar writes them, --format=%s (skipped where it is missing)",
  async (format) => {
    await fc.assert(
      fc.asyncProperty(tree, (files) =>
        check(files, (at, archive) => {
          const { status, stderr } = spawnSync("tar", ["-C", at, `--format=${format}`, "-cf", archive, "top"]);
          fc.pre(status === 0 || format !== "ustar");
          expect(stderr.toString()).toBe("");
        }),
      ),
      { numRuns: 25 },
    );
  },
);
