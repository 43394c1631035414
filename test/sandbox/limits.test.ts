// How a stage ends before its time: by each limit, by an abort, by the death of fromseed, by failing. Nothing stays
// behind.

import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { succeed } from "../../src/model/failure.ts";
import type { Limits } from "../../src/model/recipe.ts";
import { program } from "./calls.ts";
import { LIMITS, makeMachine, processesWith } from "./machine.ts";
import type { Machine } from "./machine.ts";

let machine: Machine;
beforeAll(async () => {
  machine = await makeMachine();
});
afterAll(() => machine.remove());

const probing = (...args: string[]) => ["/bin/node", "/probe.mjs", ...args];

test.for<[probe: string, limits: Partial<Limits>, key: string, says: string]>([
  ["wait", { seconds: 0.5 }, "time", "0.5 seconds"],
  ["eat", { memory: 200 << 20 }, "memory", "200MiB of memory"],
  ["multiply", { processes: 40 }, "processes", "40 processes and threads"],
  ["fill", { disk: 20 << 20 }, "disk", "20MiB of disk"],
  ["hoard", { disk: 20 << 20 }, "disk", "20MiB of disk"],
])(
  "the limit that %s passes is named, with its value and its key in the recipe",
  { timeout: 20_000 },
  async ([probe, limits, key, says]) => {
    const mark = `limit-${process.pid}-${probe}`;
    const { result } = await machine.run({ root: { limits: { ...LIMITS, ...limits } }, argv: probing(probe, mark) });
    expect(result).toEqual({
      ok: false,
      failure: {
        kind: "failure",
        code: `limit-${key}`,
        message: `Cannot run step "step" of the stage: the stage exceeded its limit of ${says}`,
        hint: `raise "${key}" under "limits" in the recipe if the stage needs more`,
      },
      stepIndex: 0,
    });
    expect(processesWith(mark)).toEqual([]);
  },
);

test("one file larger than the limit of disk is that limit too", async () => {
  // open("/out/big", O_CREAT | O_WRONLY), pwrite64 at the limit
  const layer = machine.tree({
    big: program([
      [2, "/out/big", 0o101, 0o644],
      [18, 3, "x", 1, 1 << 20],
      [18, 4, "x", 1, 1 << 20],
      [18, 5, "x", 1, 1 << 20],
    ]),
  });
  const { result } = await machine.run({
    root: { layers: [{ directory: layer }], limits: { ...LIMITS, disk: 1 << 20 } },
    argv: ["/big"],
  });
  expect(result).toMatchObject({
    ok: false,
    failure: { message: `Cannot run step "step" of the stage: the stage exceeded its limit of 1MiB of disk` },
  });
});

test("the limit of time is the stage's, not each step's", async () => {
  const steps = [1, 2, 3].map((number) => ({
    name: String(number),
    argv: ["/bin/node", "-e", "setTimeout(() => {}, 1000)"],
    directory: "/work",
  }));
  const { result } = await machine.run({ root: { limits: { ...LIMITS, seconds: 2.5 } }, steps });
  expect(result).toMatchObject({
    ok: false,
    stepIndex: expect.toSatisfy((index: number) => index > 0),
    failure: { message: expect.stringContaining("its limit of 2.5 seconds") },
  });
});

test("processor time and memory are told", async () => {
  const { result } = await machine.run({ argv: probing("burn") });
  if (!result.ok) throw new Error(result.failure.message);
  expect(result.cpuSeconds).toBeGreaterThan(0.5);
  expect(result.cpuSeconds).toBeLessThan(2);
  expect(result.peakMemory).toBeGreaterThan(5 << 20);
  expect(result.peakMemory).toBeLessThan(500 << 20);
});

test("an abort ends a step at once, and leaves nothing", async () => {
  for (const delay of [0, 1, 4, 8, 12, 16, 20, 30, 300]) {
    const mark = `abort-${process.pid}-${delay}`;
    const controller = new AbortController();
    const running = machine.run({ argv: probing("wait", mark), signal: controller.signal });
    await sleep(delay);
    const began = performance.now();
    controller.abort();
    const { result } = await running;
    expect(performance.now() - began).toBeLessThan(3000);
    expect(result).toMatchObject({
      ok: false,
      stepIndex: 0,
      failure: { code: "interrupted", message: `Cannot run step "step" of the stage: interrupted` },
    });
    expect(processesWith(mark)).toEqual([]);
  }
});

/** Writes a program that runs the probe in a process of its own, with a scratch directory and words that it is given. */
function runner(): string {
  const path = join(machine.directory, "run.ts");
  const here = import.meta.dirname;
  writeFileSync(
    path,
    `
    import { mkdirSync } from "node:fs";
    import { LocalExecutor } from ${JSON.stringify(join(here, "../../src/sandbox/local-executor.ts"))};
    import { LIMITS, PATH, jobIn } from ${JSON.stringify(join(here, "machine.ts"))};
    const [workspace, ...words] = process.argv.slice(2);
    const layers = [{ directory: ${JSON.stringify(machine.layer)} }];
    const root = { layers, sources: [], environment: {}, proc: true, cores: 1, limits: LIMITS };
    const steps = [{ name: "probe", argv: ["/bin/node", "/probe.mjs", ...words], directory: "/work" }];
    const shelf = workspace + ".shelf";
    const newScratch = async () => (mkdirSync(shelf), { ok: true, value: shelf });
    const executor = new LocalExecutor({ path: PATH, newScratch, now: () => performance.now() });
    process.stdout.write("ready\\n");
    const onLine = (line) => process.stdout.write(line + "\\n");
    const signal = new AbortController().signal;
    const result = await executor.run({ ...jobIn(root, steps), workspace, onLine, onStep: () => undefined, signal });
    process.exitCode = result.ok ? 0 : 1;
  `,
  );
  return path;
}

test("kill -9 of fromseed at any moment ends the step", { timeout: 120_000 }, async () => {
  const mark = `orphan-${process.pid}`;
  const source = runner();
  let met = 0;
  for (const delay of [...Array.from({ length: 9 }, (_, index) => index * 8), "the step runs", "the step runs"]) {
    const child = execa(process.execPath, [source, machine.fresh(), "wait", mark], {
      reject: false,
      stderr: "inherit",
    });
    const said = (word: string) =>
      new Promise<void>((resolve) => {
        let text = "";
        child.stdout.on("data", (piece) => (text += String(piece)).includes(word) && resolve());
      });
    const waiting = said("waiting");
    await said("ready");
    await (typeof delay === "number" ? sleep(delay) : waiting);
    met += processesWith(mark).length > 1 ? 1 : 0;
    child.kill("SIGKILL");
    await child;
    let left = processesWith(mark);
    for (let tries = 0; left.length > 0 && tries < 250; tries++) {
      await sleep(20);
      left = processesWith(mark);
    }
    expect(left, `after ${delay} ms`).toEqual([]);
  }
  expect(met).toBeGreaterThan(1);
});

test("what whoever started fromseed has left open is not open in a step", () => {
  const file = join(machine.directory, "left-open");
  writeFileSync(file, "");
  const opened = openSync(file, "w");
  // Node passes no number on below the first gap after 15.
  const between = Array.from({ length: 40 }, () => "ignore" as const);
  const { stdout } = spawnSync(process.execPath, [runner(), machine.fresh(), "see"], {
    stdio: ["ignore", "pipe", "inherit", ...between, opened],
    encoding: "utf8",
  });
  closeSync(opened);
  const { descriptors } = JSON.parse(stdout.trim().split("\n").at(-1)!);
  expect(descriptors.filter((target: string) => target.startsWith("/") && !/^\/(dev\/null|proc)/.test(target))).toEqual(
    [],
  );
});

test("an abort before the start starts nothing that lasts", async () => {
  const { result, lines } = await machine.run({ argv: probing("wait"), signal: AbortSignal.abort() });
  expect(result).toMatchObject({ ok: false, failure: { code: "interrupted" } });
  expect(lines).toEqual([]);
});

test("a failing step is the last, and says how it failed", async () => {
  const fails = async (argv: string[], more: object = {}) => {
    const { result } = await machine.run({ argv, ...more });
    return result.ok ? "ok" : result.failure.message.replace(`Cannot run step "step" of the stage: `, "");
  };
  const node = (code: string) => ["/bin/node", "-e", code];
  expect(await fails(node("process.exit(3)"))).toBe("exit code 3");
  expect(await fails(node(`process.kill(process.pid, "SIGSEGV")`))).toBe("killed by signal SIGSEGV (exit code 139)");
  expect(await fails(node(`process.kill(process.pid, "SIGKILL")`))).toBe("killed by signal SIGKILL (exit code 137)");
  expect(await fails(["/bin/foo"])).toBe(`no program "/bin/foo" in the root`);
  expect(await fails(["foo"])).toBe(`no program "foo" in the directories of PATH in the root`);
  expect(await fails(["node", "-e", ""], { root: { environment: { PATH: "/nowhere:/bin" } } })).toBe("ok");
  expect(await fails(node(`console.log("bwrap: execvp /bin/node: No such file or directory"); process.exit(1)`))).toBe(
    "exit code 1",
  );

  const tree = machine.tree({ "bin/script": "#!/bin/none -x\n", "bin/text": "\x7fELFno", "bin/locked": "" });
  symlinkSync("../bin/script", join(tree, "bin/link"));
  mkdirSync(join(tree, "lib"));
  const root = { layers: [{ directory: tree }] };
  expect(await fails(["/bin/script"], { root })).toBe(
    `the program "/bin/script" needs the interpreter "/bin/none", and there is none in the root`,
  );
  expect(await fails(["/bin/link"], { root })).toBe(
    `the program "/bin/link" needs the interpreter "/bin/none", and there is none in the root`,
  );
  expect(await fails(["/lib"], { root })).toBe(`the kernel does not run "/lib": Permission denied`);
  writeFileSync(join(tree, "bin/node"), readFileSync(process.execPath), { mode: 0o755 });
  expect(await fails(["/bin/node"], { root })).toMatch(
    /^the program "\/bin\/node" needs the interpreter "\/lib64\/ld-linux-x86-64.so.2", and there is none/,
  );

  const { result } = await machine.run({
    steps: [0, 4, 0].map((code, index) => ({
      name: `s${index}`,
      argv: node(`process.exit(${code})`),
      directory: index === 2 ? "/none" : "/tmp",
    })),
  });
  expect(result).toMatchObject({
    ok: false,
    stepIndex: 1,
    failure: { message: `Cannot run step "s1" of the stage: exit code 4` },
  });
  const nowhere = await machine.run({ steps: [{ name: "s", argv: ["/bin/node"], directory: "/none" }] });
  expect(nowhere.result).toMatchObject({
    ok: false,
    failure: { message: `Cannot run step "s" of the stage: no directory "/none" in the root` },
  });
  expect(nowhere.lines).toEqual([]);
});

test("a fifo in a program's place is told of, not waited on", { timeout: 10_000 }, async () => {
  const layer = machine.tree({ fifo: program([[133, "/work/program", 0o10755, 0]]) }); // mknod
  const steps = ["/fifo", "/work/program"].map((path) => ({ name: path, argv: [path], directory: "/work" }));
  const { result } = await machine.run({ root: { layers: [{ directory: layer }] }, steps });
  expect(result).toMatchObject({
    ok: false,
    stepIndex: 1,
    failure: {
      message: `Cannot run step "/work/program" of the stage: the kernel does not run "/work/program": Permission denied`,
    },
  });
});

test("output comes in whole lines and in order", async () => {
  const code = `const fs = require("fs"); for (let i = 0; i < 50; i++) fs.writeSync(1 + i % 2, i + "\\n"); fs.writeSync(1, Buffer.from([0xff, 10, 0xc3])); fs.writeSync(2, Buffer.from([0xbc, 10])); fs.writeSync(1, "bwrap: held\\nend")`;
  const { lines } = await machine.run({ argv: ["/bin/node", "-e", code] });
  expect(lines).toEqual([
    ...Array.from({ length: 50 }, (_, index) => String(index)),
    "\ufffd",
    "ü",
    "bwrap: held",
    "end",
  ]);
});

test("each step's output is its own, however much it is and whatever it leaves running", async () => {
  const code = `const fs = require("fs"); const line = process.argv[1].repeat(1000) + "\\n"; for (let i = 0; i < 400; i++) fs.writeSync(1, line); require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e9)"], { detached: true, stdio: "inherit" }).unref()`;
  const seen: string[] = [];
  const { result } = await machine.run({
    steps: ["a", "b", "c", "d"].map((name) => ({
      name,
      argv: ["/bin/node", "-e", code, name],
      directory: "/work",
    })),
    onStep: (index) => seen.push(`step ${index}`),
    onLine: (line) => seen.push(line),
  });
  expect(result.ok).toBe(true);
  const lines = ["a", "b", "c", "d"].flatMap((name, index) => [
    `step ${index}`,
    ...Array.from({ length: 400 }, () => name.repeat(1000)),
  ]);
  expect(seen).toEqual(lines);
});

test("steps share their files, and neither processes nor IPC", async () => {
  // shmget: made by the first step, and looked for by the second; such memory outlives the process that made it.
  const made = program([[29, 42, 4096, 0o1600]]);
  const sought = program([[29, 42, 4096, 0]]);
  const layer = machine.tree({ made, sought });
  const run = (name: string) => `const fs = require("fs"); const ran = require("child_process").spawnSync("/${name}");
    console.log(process.pid, fs.existsSync("/tmp/kept"), Number(ran.stdout.readBigInt64LE(0)) >= 0);
    fs.writeFileSync("/tmp/kept", "")`;
  const { result, lines } = await machine.run({
    root: { layers: [{ directory: machine.layer }, { directory: layer }] },
    steps: ["made", "sought"].map((name) => ({ name, argv: ["/bin/node", "-e", run(name)], directory: "/work" })),
  });
  expect(result.ok).toBe(true);
  expect(lines).toEqual(["2 false true", "2 true false"]);
});

test("300 layers, and the most that there may be, the uppermost first", async () => {
  for (const count of [300, 498]) {
    const layers = Array.from({ length: count }, (_, index) => ({
      directory: machine.tree({ [`l${index}`]: String(index) }),
    }));
    const root = { layers: [...layers, { directory: machine.layer }, layers[0]!] };
    expect(
      await machine.probe(
        ["read", "/l0", "/l1", `/l${count - 1}`],
        count === 498 ? { layers: root.layers.slice(0, -1) } : root,
      ),
    ).toEqual({ "/l0": "0", "/l1": "1", [`/l${count - 1}`]: String(count - 1) });
  }
  const { result } = await machine.run({
    root: { layers: Array.from({ length: 500 }, () => ({ directory: machine.layer })) },
    argv: ["/bin/node"],
  });
  expect(result).toMatchObject({
    ok: false,
    failure: {
      message: "Cannot lay out the root: 500 trees are to be laid over each other, and the kernel's overlay takes 499",
    },
  });
});

test("a tree that is not there is told", async () => {
  const { result } = await machine.run({ root: { layers: [{ directory: "/no/such" }] }, argv: ["/a"] });
  expect(result).toMatchObject({ ok: false, failure: { message: `Cannot lay out the root: no directory "/no/such"` } });
});

test("what a step locks away can be read and removed afterwards", async () => {
  const { result, scratch } = await machine.run({ argv: probing("lock") });
  if (!result.ok) throw new Error(result.failure.message);
  expect(readdirSync(join(result.output, "closed")).sort()).toEqual(["file", "within"]);
  expect(readFileSync(join(result.output, "closed/file"), "utf8")).toBe("x");
  expect(statSync(join(result.output, "closed/file")).mode & 0o111).toBe(0o111);
  rmSync(scratch, { recursive: true });
  expect(existsSync(scratch)).toBe(false);
});

test("a machine without the programs is told what to install", async () => {
  const { LocalExecutor } = await import("../../src/sandbox/local-executor.ts");
  const programs = join(machine.directory, "programs");
  mkdirSync(programs);
  writeFileSync(join(programs, "bwrap"), "", { mode: 0o755 });
  const missing = await new LocalExecutor({
    path: programs,
    newScratch: async () => succeed(machine.fresh()),
    now: () => 0,
  }).missing();
  expect(missing.map((failure) => failure.hint)).toContain("on Debian, as root: apt-get install util-linux");
  expect(missing.map((failure) => failure.hint)).not.toContain("on Debian, as root: apt-get install bubblewrap");
});
