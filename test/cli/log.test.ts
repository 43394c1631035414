// The log of a stage as it is printed: as it was into a file or a pipe, and without power over a terminal.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { Context } from "../../src/cli/context.ts";
import { main } from "../../src/cli/commands/log.ts";
import { openStore } from "../../src/store/open-store.ts";

/** Puts a log of the stage "hex0" and prints it at a terminal of so many columns, or at none. */
async function printed(
  log: string | Uint8Array,
  columns: number | undefined,
  values: Readonly<Record<string, string>> = {},
): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "fromseed-log-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const store = await openStore(home, { bootId: "boot" });
  if (!store.ok) throw new Error(JSON.stringify(store));
  await store.value.putText("logs", "hex0.log.gz", typeof log === "string" ? gzipSync(log) : log);
  await store.value.close();
  let text = "";
  const context = {
    project: resolve(import.meta.dirname, "../.."),
    home,
    json: false,
    columns,
    cores: 1,
    signal: new AbortController().signal,
    write: (piece: string) => (text += piece),
    warn: (piece: string) => (text += piece),
    drained: async () => undefined,
  };
  expect(
    await main(context as unknown as Context, {
      operands: ["hex0"],
      switches: new Set(),
      values: new Map(Object.entries(values).map(([name, value]) => [name, [value]])),
    }),
  ).toBe(0);
  return text;
}

test("what a stage printed does not act on a terminal", async () => {
  expect(await printed("\x1b]0;title\x07\x1b[2Jü\n\n\x1b[31mred\x1b[m\n", 80)).toBe("^[]0;title^G^[[2Jü\n\nred\n");
});

test("into a file it goes as it is, characters whole", async () => {
  const log = `${"x".repeat(3)}${"ü\u{1f331}".repeat(100_000)}\x1b[31m\n`;
  expect((await printed(log, undefined)) === log).toBe(true);
});

test("the last lines are those that were asked for, of a log without its end too", async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
  const log = gzipSync(`${lines.join("\n")}\n`);
  expect(await printed(log, undefined, { tail: "3" })).toBe("line 4997\nline 4998\nline 4999\n");
  expect(await printed(log, undefined, { tail: "9999" })).toBe(`${lines.join("\n")}\n`);
  expect(await printed(log.subarray(0, -8), undefined, { tail: "1" })).toBe("line 4999\n");
  expect(await printed("a\nb\ncut o", undefined, { tail: "2" })).toBe("b\ncut o");
  expect(await printed("ü\n\n", 80, { tail: "2" })).toBe("ü\n\n");
  expect(await printed("", undefined, { tail: "2" })).toBe("");
});
