// Ctrl-C in a command that only looks: it ends soon, complains of nothing, and exits as an interrupted command does.

import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { startFromseed } from "../faults/fromseed.ts";

test("verify --store", { timeout: 60_000 }, async () => {
  const home = mkdtempSync(join(tmpdir(), "fromseed-interrupted-"));
  try {
    // Long to read, and nothing on the disk.
    const blobs = join(home, "blobs");
    mkdirSync(blobs);
    for (let i = 100; i < 200; i++) {
      const blob = join(blobs, `${i}`.padEnd(64, "0"));
      writeFileSync(blob, "");
      truncateSync(blob, 128 << 20);
    }
    const child = startFromseed(home, ["verify", "--store"], "ignore", "pipe");
    let said = "";
    child.stderr!.on("data", (chunk) => (said += chunk));
    const ended = once(child, "close");
    const files = `/proc/${child.pid}/fd`;
    const reads = (): boolean =>
      readdirSync(files).some((fd) => {
        try {
          return readlinkSync(join(files, fd)).startsWith(blobs);
        } catch {
          return false;
        }
      });
    while (child.exitCode === null && !reads()) await setTimeout(20);
    child.kill("SIGINT");
    expect({ code: (await ended)[0], said }).toEqual({ code: 130, said: "" });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
