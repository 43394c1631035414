// Two recipes that keep different parts of one archive: a file that both keep is one file of the whole audit.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { treeOf } from "../../src/store/listing.ts";
import { checkout, fromseedIn } from "../cli/in-process.ts";
import { scratchDirectory } from "../scratch.ts";

test("a file that several recipes use counts once, whatever else of its archive each keeps", async () => {
  const root = scratchDirectory();
  const project = join(root, "project");
  const put = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  };
  const files: Record<string, Uint8Array> = {
    "table.bin": Uint8Array.of(1, 0, 2),
    "first.txt": Buffer.from("one\n"),
    "second.txt": Buffer.from("two\n"),
  };
  for (const [name, bytes] of Object.entries(files)) put(`near/${name}`, bytes);
  const archive = join(project, "near/tables.tar");
  spawnSync("tar", ["-C", join(project, "near"), "-cf", archive, ...Object.keys(files)]);
  cpSync(join(checkout, "recipes/seed"), join(project, "recipes/seed"), { recursive: true });
  cpSync(join(checkout, "bootstrap-seed/hex0"), join(project, "bootstrap-seed/hex0"), { recursive: true });
  for (const own of ["first", "second"]) {
    const kept = [`${own}.txt`, "table.bin"];
    const { sha256: tree } = treeOf(
      kept.map((path) => ({
        type: "file",
        path,
        executable: false,
        sha256: sha256(files[path]!),
        size: files[path]!.length,
      })),
    );
    put(
      `recipes/${own}/recipe.yaml`,
      `about: x\nversion: "1"\nsources:\n  - name: tables\n    file: tables.tar\n    size: ${statSync(archive).size}\n` +
        `    sha256: ${sha256(readFileSync(archive))}\n    licence: MIT\n    places:\n      - directory: near\n` +
        `    unpack:\n      tree: ${tree}\n      keep: [${kept.join(", ")}]\n` +
        `pregenerated:\n  - by: a program\n    why: a test asks for it\n    paths:\n      - tables/table.bin\n` +
        `steps:\n  - name: make\n    argv: [/bin/hex0, /src/tables/${own}.txt, /out/x]\noutputs: [x]\n`,
    );
  }
  put(
    "stages/stages.yaml",
    "default: second\nstages:\n  - name: seed\n    recipe: seed\n  - name: first\n    recipe: first\n    uses: [seed]\n" +
      "  - name: second\n    recipe: second\n    uses: [seed, first]\n",
  );
  const { code, said } = await fromseedIn(project, join(root, "home"))("audit", "second", "--json");
  expect(code, said).toBe(0);
  const { audits } = JSON.parse(said) as {
    readonly audits: readonly {
      readonly opaque: readonly object[];
      readonly pregenerated: { readonly files: number; readonly groups: readonly object[] };
    }[];
  };
  const { opaque, pregenerated } = audits[0]!;
  expect(opaque).toEqual([{ path: "tables/table.bin", kind: "binary data", size: 3 }]);
  expect(pregenerated.files).toBe(1);
  expect(pregenerated.groups).toHaveLength(2);
});
