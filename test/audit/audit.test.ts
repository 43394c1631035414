// Counting lines and finding opaque content.

import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { countLines, languageOf, type LineCount } from "../../src/inputs/line-count.ts";
import { opaqueKind } from "../../src/inputs/opaque-scan.ts";

const seedFolder = join(import.meta.dirname, "../../bootstrap-seed");

test.each<[string, string, LineCount]>([
  ["a.hex0", "# why\n\n7F 45 ; 400000 what # reason\n; only a comment\n", { code: 1, comment: 2, blank: 1 }],
  ["a.asm", "; head\n  mov rax, 1 ; one\n\n", { code: 1, comment: 1, blank: 1 }],
  [
    "a.c",
    "// one\nint a; // b\n/* two\n   three */ int c;\n/* four */\n\n/* five\n\nsix */\n",
    { code: 2, comment: 5, blank: 2 },
  ],
  ["a.c", "int a; /* opens\nstill comment\n*/ int b;\n", { code: 2, comment: 1, blank: 0 }],
  ["a.c", "int a; /* shut */ int b;\nint c;\n", { code: 2, comment: 0, blank: 0 }],
  ["a.h", "", { code: 0, comment: 0, blank: 1 }],
  ["NOTES.md", "# title\ntext", { code: 2, comment: 0, blank: 0 }],
])("%s: %j", (path, text, count) => {
  expect(countLines(path, text)).toEqual(count);
});

test("every line of the seed and the rungs is counted once, and by a language", () => {
  for (const folder of readdirSync(seedFolder, { withFileTypes: true }).filter((each) => each.isDirectory())) {
    for (const path of readdirSync(join(seedFolder, folder.name), { recursive: true, encoding: "utf8" })) {
      if (!/\.(hex0|hex1|asm|c|h)$/.test(path)) continue;
      const text = readFileSync(join(seedFolder, folder.name, path), "utf8");
      const { code, comment, blank } = countLines(path, text);
      expect(code + comment + blank, path).toBe(text.split("\n").length - 1);
      // An outside count of the blank lines.
      const grep = spawnSync("grep", ["-c", "^[[:space:]]*$", join(seedFolder, folder.name, path)], {
        encoding: "utf8",
      });
      expect(blank, path).toBe(Number(grep.stdout));
      expect(languageOf(path)).not.toBe("prose");
    }
  }
});

test("opaque content is told from text by its first bytes", () => {
  expect(opaqueKind(readFileSync(process.execPath).subarray(0, 8000))).toBe("ELF");
  expect(opaqueKind(gzipSync("x"))).toBe("gzip");
  expect(opaqueKind(Buffer.from("!<arch>\nlibc.o/"))).toBe("archive of objects");
  expect(opaqueKind(Buffer.from([1, 2, 0, 3]))).toBe("binary data");
  expect(opaqueKind(Buffer.from("MZ is how this text begins"))).toBeUndefined();
  expect(opaqueKind(Buffer.from("plain é text\n"))).toBeUndefined();
  expect(opaqueKind(Buffer.alloc(0))).toBeUndefined();
});
