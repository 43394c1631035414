// A project of four small stages that no network is needed for: the seed, two texts that it turns into files, one of
// them from an archive, and a stage that uses all. Built in a second.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "../../src/bytes/sha256.ts";
import { treeOf } from "../../src/store/listing.ts";
import { checkout } from "./in-process.ts";

export const STAGES = ["seed", "file", "archive", "all"] as const;

const hex = (text: string): string => `${Buffer.from(text).toString("hex")}\n`;

/** Writes the project below a folder that is not there yet. */
export function writeSmallProject(root: string): void {
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const path of ["recipes/seed", "bootstrap-seed/hex0"])
    cpSync(join(checkout, path), join(root, path), { recursive: true });
  put("near/file.hex", hex("file\n"));
  put("near/archive/text.hex", hex("archive\n"));
  execFileSync("tar", ["-C", join(root, "near"), "-cf", join(root, "near/archive.tar"), "archive"]);
  rmSync(join(root, "near/archive"), { recursive: true });
  const content = hex("archive\n");
  const { sha256: tree } = treeOf([
    { type: "file", path: "text.hex", executable: false, sha256: sha256(content), size: content.length },
  ]);
  const recipe = (name: string, file: string, unpack: string, text: string): void => {
    const path = join(root, "near", file);
    put(
      `recipes/${name}/recipe.yaml`,
      `about: what the hex loader makes of a text\nversion: "1"\nsources:\n  - name: ${name}\n    file: ${file}\n` +
        `    size: ${statSync(path).size}\n    sha256: ${sha256(readFileSync(path))}\n    licence: MIT\n` +
        `    places:\n      - directory: near\n${unpack}` +
        `steps:\n  - name: make\n    argv: [/bin/hex0, ${text}, /out/data/${name}]\noutputs: [data/${name}]\n`,
    );
  };
  recipe("file", "file.hex", "", "/src/file");
  recipe("archive", "archive.tar", `    unpack:\n      tree: ${tree}\n      strip: 1\n`, "/src/archive/text.hex");
  put("text/all.hex", hex("all\n"));
  put(
    "recipes/all/recipe.yaml",
    `about: uses both texts\nversion: "1"\nfiles: [text/]\n` +
      `steps:\n  - name: make\n    argv: [/bin/hex0, /repo/text/all.hex, /out/all]\noutputs: [all]\n`,
  );
  put(
    "stages/stages.yaml",
    `# All.\ndefault: all\nstages:\n  - name: seed\n    recipe: seed\n` +
      ["file", "archive"].map((name) => `  - name: ${name}\n    recipe: ${name}\n    uses: [seed]\n`).join("") +
      `  - name: all\n    recipe: all\n    uses: [seed, file, archive]\n`,
  );
}
