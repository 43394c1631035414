// `openShell` runs any program in a stage's root with this process's own streams.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
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
  writeFileSync(source, `
    import { openShell } from ${JSON.stringify(join(import.meta.dirname, "../../src/sandbox/shell.ts"))};
    const root = { layers: [{ directory: ${JSON.stringify(machine.layer)} }], sources: [], environment: { A: "b" }, proc: true, cores: 1, limits: ${JSON.stringify(LIMITS)} };
    const [scratch, ...argv] = process.argv.slice(2);
    const result = await openShell({ root, scratch: scratch!, argv, directory: "/tmp", path: ${JSON.stringify(PATH)} });
    process.stderr.write(JSON.stringify(result));
  `);
  return execa(process.execPath, [source, machine.fresh(), ...argv], input === undefined ? { stdin: "pipe", detached: true, reject: false } : { input, reject: false });
}

test("a program gets the streams and its exit code is told", async () => {
  const ran = await open(["/bin/node", "-"], `console.log(process.cwd(), process.env.A, require("os").hostname()); process.exit(7)`);
  expect(ran.stdout).toBe("/tmp b fromseed");
  expect(JSON.parse(ran.stderr)).toEqual({ ok: true, value: 7 });
});

test("a program that is not there is told", async () => {
  const ran = await open(["/bin/sh"], "");
  expect(JSON.parse(ran.stderr.split("\n").at(-1)!)).toEqual({ ok: false, failures: [{ kind: "failure", message: `Cannot run "/bin/sh": no program "/bin/sh" in the root`, hint: "the root holds what the used stages bring and no more: name one of their programs, by its path" }] });
});

test("Ctrl-C ends the program, and is not taken for a program that cannot be run", async () => {
  const running = open(["/bin/node", "-e", `console.log("ready"); setTimeout(() => {}, 20_000)`], undefined);
  await new Promise((resolve) => running.stdout!.once("data", resolve));
  process.kill(-running.pid!, "SIGINT");
  expect(JSON.parse((await running).stderr)).toEqual({ ok: true, value: 130 });
});
