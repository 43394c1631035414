// A disk that fills up in the middle of a build: a clear failure, nothing half-written, and after some room is made the
// build goes on. The disk is a small tmpfs in a mount namespace of its own.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { all, seed } from "../extent.ts";
import { commandLine } from "./fromseed.ts";

const ALL_SIZES_KIB = [16, 48, 64, 72, 80, 86, 88, 96, 104, 112, 120, 136, 160, 192, 256];
const sizes = all ? ALL_SIZES_KIB : ALL_SIZES_KIB.filter((_, i) => i % 4 === seed % 4);

test("a build on a full disk fails clearly and goes on when there is room", { timeout: 300_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-full-"));
  let failed = 0;
  try {
    for (const size of sizes) {
      const home = `'${directory}/home'`;
      const script = `
        mkdir -p ${home} && mount -t tmpfs -o size=${size}k tmpfs ${home} || exit 99
        ${commandLine} build asm --home ${home} >'${directory}/out' 2>&1
        first=$?
        echo "first $first"
        mount -o remount,size=64m ${home}
        ${commandLine} build asm --home ${home} >>'${directory}/out' 2>&1 || { echo "second $?"; cat '${directory}/out'; exit 1; }
        ${commandLine} verify --store --home ${home}
        [ "$first" = 0 ] || grep -c -E '^error: Cannot|failed  *Cannot' '${directory}/out' >/dev/null || { echo "no clear message:"; cat '${directory}/out'; exit 1; }
        ! grep -A9 'our bug' '${directory}/out'
      `;
      const { status, stdout, stderr } = spawnSync("unshare", ["-Urm", "sh", "-c", script], {
        encoding: "utf8",
        timeout: 60_000,
      });
      expect(status, `${size} KiB: ${stdout}${stderr}`).toBe(0);
      expect(stdout).toContain("Every object in the store is as it was put there.\n");
      if (!stdout.startsWith("first 0")) failed++;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  expect(failed).toBeGreaterThan(0);
});

test("a collection makes room on a disk that has none left, not even for an empty file", { timeout: 60_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-full-"));
  try {
    const script = `
      cd '${directory}' && mkdir disk && mount -t tmpfs -o size=64m,nr_inodes=1000 tmpfs disk || exit 99
      ${commandLine} build hex0 --home '${directory}/disk/home' >&2 || exit 98
      mkdir disk/home/quarantine/old && echo old >disk/home/quarantine/old/file
      fill() { printf "" 2>/dev/null >"disk/$1"; }
      i=0; while fill "$i"; do i=$((i+1)); done
      ${commandLine} gc --home '${directory}/disk/home' && ls disk/home/quarantine disk/home/scratch
    `;
    const { status, stdout, stderr } = spawnSync("unshare", ["-Urm", "sh", "-c", script], {
      encoding: "utf8",
      timeout: 50_000,
    });
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^deleted {2}quarantine\/old {2}\(4 B\)$/m);
    expect(stdout).toMatch(/quarantine:\n\ndisk\/home\/scratch:\n$/);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
