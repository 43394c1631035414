// The log of a build keeps what a step prints, up to a limit: what is printed without end must not fill memory or disk.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { openLog } from "../../src/engine/log.ts";

function path(): string {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-log-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, "log.gz");
}

test("a log holds every line, and at hand are the running step's", async () => {
  const log = openLog(path());
  log.step("step one");
  for (const line of ["a", "", "# ü"]) log.line(line);
  expect(log.tail()).toEqual(["a", "", "# ü"]);
  log.step("step two");
  expect(log.tail()).toEqual([]);
  log.line("b");
  expect(log.tail()).toEqual(["b"]);
  expect(gunzipSync(await log.close()).toString()).toBe("# step one\na\n\n# ü\n# step two\nb\n");
});

test("a very long line is whole in the log, and at hand as far as a person looks at it", async () => {
  const log = openLog(path());
  const line = `${"x".repeat(499)}\u{1f600}${"y".repeat(3_000_000)}`;
  log.line(line);
  expect(log.tail()).toEqual([`${"x".repeat(499)}\ufffd... (3000501 characters)`]);
  expect(gunzipSync(await log.close()).toString()).toBe(`${line}\n`);
});

test("a log that grows too long leaves out what follows, says so, and ends with the last lines", async () => {
  const log = openLog(path(), 100);
  for (let i = 0; i < 5000; i++) log.line(`line ${i}`);
  const lines = gunzipSync(await log.close())
    .toString()
    .split("\n");
  expect(lines.slice(0, 12)).toEqual(Array.from({ length: 12 }, (_, i) => `line ${i}`));
  expect(lines.slice(13)).toEqual([
    "# omitted: 4987 more lines, as a log takes 100 bytes; the last are these",
    ...Array.from({ length: 20 }, (_, i) => `line ${4980 + i}`),
    "",
  ]);
});
