// `openShell` runs any program in a stage's root with this process's own streams.

import { chmodSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareRootAgain } from "../../src/sandbox/prepared-root.ts";
import { LIMITS, PATH, makeMachine } from "./machine.ts";
import type { Machine } from "./machine.ts";

let machine: Machine;
beforeAll(async () => {
  machine = await makeMachine();
});
afterAll(() => machine.remove());

/** Opens a shell in a process of its own, since its streams are that process's. */
function open(argv: readonly string[], input: string | undefined) {
  const source = join(machine.directory, "shell.ts");
  writeFileSync(
    source,
    `
    import { openShell } from ${JSON.stringify(join(import.meta.dirname, "../../src/sandbox/shell.ts"))};
    const job = { layers: ["layer"], sources: [], steps: [], environment: { A: "b" }, proc: true, cores: 1, limits: ${JSON.stringify(LIMITS)} };
    const bytes = { tree: () => ${JSON.stringify(machine.layer)}, file: () => "" };
    const [workspace, ...argv] = process.argv.slice(2);
    const result = await openShell({ job, bytes, workspace, argv, directory: "/tmp", path: ${JSON.stringify(PATH)} });
    process.stderr.write(JSON.stringify(result));
  `,
  );
  return execa(
    process.execPath,
    [source, machine.fresh(), ...argv],
    input === undefined ? { stdin: "pipe", detached: true, reject: false } : { input, reject: false },
  );
}

test("a program gets the streams and its exit code is told", async () => {
  const ran = await open(
    ["/bin/node", "-"],
    `console.log(process.cwd(), process.env.A, require("os").hostname()); process.exit(7)`,
  );
  expect(ran.stdout).toBe("/tmp b fromseed");
  expect(JSON.parse(ran.stderr)).toEqual({ ok: true, value: 7 });
});

test("a program that is not there is told", async () => {
  const ran = await open(["/bin/sh"], "");
  expect(JSON.parse(ran.stderr.split("\n").at(-1)!)).toEqual({
    ok: false,
    failures: [
      {
        kind: "failure",
        code: "step-not-started",
        message: `Cannot run "/bin/sh": no program "/bin/sh" in the root`,
        hint: "the root holds what the used stages bring and no more: name one of their programs, by its path",
      },
    ],
  });
});

test("Ctrl-C ends the program, and is not taken for a program that cannot be run", async () => {
  const running = open(["/bin/node", "-e", `console.log("ready"); setTimeout(() => {}, 20_000)`], undefined);
  await new Promise((resolve) => running.stdout!.once("data", resolve));
  process.kill(-running.pid!, "SIGINT");
  expect(JSON.parse((await running).stderr)).toEqual({ ok: true, value: 130 });
});

test("the root of steps that ran before is entered again, wherever it was moved, with all that they left", async () => {
  const source = machine.tree({ kept: "kept\n", changed: "old\n", gone: "gone\n" });
  const code = `const fs = require("fs"); fs.writeFileSync("changed", "new\\n"); fs.rmSync("gone"); fs.mkdirSync("/work/made"); fs.writeFileSync("/out/half", ""); fs.writeFileSync("/tmp/t", ""); fs.chmodSync("/work/made", 0); process.exit(3)`;
  const root = {
    layers: [{ directory: machine.layer }],
    sources: [{ name: "s", type: "tree" as const, directory: source }],
    environment: { A: "b" },
    proc: false,
    cores: 1,
    limits: LIMITS,
  };
  const ran = await machine.run({
    root,
    steps: [{ name: "fails", argv: ["/bin/node", "-e", code], directory: "/src/s" }],
  });
  expect(ran.result.ok).toBe(false);
  const moved = join(machine.fresh(), "moved");
  renameSync(ran.scratch, moved);
  const look = async (directory: string) => {
    const entering = join(machine.directory, "again.ts");
    writeFileSync(
      entering,
      `
      import { openShell } from ${JSON.stringify(join(import.meta.dirname, "../../src/sandbox/shell.ts"))};
      const job = ${JSON.stringify({ ...root, layers: ["layer"], sources: [{ name: "s", type: "tree", sha256: "source" }], steps: [] })};
      const code = 'const fs = require("fs"); console.log(JSON.stringify([process.cwd(), process.env.A, fs.readdirSync("/src/s").sort(), fs.readFileSync("/src/s/changed", "utf8"), fs.readdirSync("/work"), fs.readdirSync("/out"), fs.readdirSync("/tmp")])); fs.writeFileSync("/tmp/again", "")';
      const result = await openShell({ job, bytes: { tree: (digest) => digest === "source" ? ${JSON.stringify(source)} : ${JSON.stringify(machine.layer)}, file: () => "" }, workspace: ${JSON.stringify(moved)}, again: true, argv: ["/bin/node", "-e", code], directory: ${JSON.stringify(directory)}, path: ${JSON.stringify(PATH)} });
      process.stderr.write(JSON.stringify(result));
    `,
    );
    const shell = await execa(process.execPath, [entering]);
    expect(shell.stderr).toBe('{"ok":true,"value":0}');
    return JSON.parse(shell.stdout);
  };
  expect(await look("/src/s")).toEqual(["/src/s", "b", ["changed", "kept"], "new\n", ["made"], ["half"], ["t"]]);
  expect(await look("/work/none")).toEqual([
    "/work",
    "b",
    ["changed", "kept"],
    "new\n",
    ["made"],
    ["half"],
    ["again", "t"],
  ]);
});

test("entering a root again follows no link that a step left where an output's directory was", async () => {
  const outside = machine.fresh();
  chmodSync(outside, 0o700);
  const root = {
    layers: [{ directory: machine.layer }],
    sources: [],
    environment: {},
    proc: false,
    cores: 1,
    limits: LIMITS,
    outputDirectories: ["lib", "lib/deep"],
  };
  const code = `const fs = require("fs"); fs.rmSync("/out/lib", { recursive: true }); fs.symlinkSync(${JSON.stringify(outside)}, "/out/lib"); process.exit(3)`;
  const ran = await machine.run({ root, argv: ["/bin/node", "-e", code] });
  expect(ran.result.ok).toBe(false);
  expect(prepareRootAgain(root, ran.scratch).ok).toBe(true);
  expect(readdirSync(outside)).toEqual([]);
  expect(statSync(outside).mode & 0o777).toBe(0o700);
});
