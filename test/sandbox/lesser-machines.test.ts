// Machines that give less: covered /proc, low limits, a state folder on an overlay, programs that are missing or cannot
// be started. What is refused is told with its reason, doctor and build agree, and nothing stays behind.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { succeed } from "../../src/model/failure.ts";
import { LocalExecutor } from "../../src/sandbox/local-executor.ts";
import { PROGRAMS } from "../../src/sandbox/chain-script.ts";
import { removeScratch } from "./remove-scratch.ts";
import { unreachableLimits } from "../../src/sandbox/resource-limits.ts";
import { writeSmallProject } from "../cli/small-project.ts";
import { argv, checkout, fromseed, startFromseed } from "../faults/fromseed.ts";
import { LIMITS, PATH, jobIn, makeMachine, processesWith } from "./machine.ts";
import type { Machine } from "./machine.ts";

let machine: Machine;
let root: string;
let project: string;
beforeAll(async () => {
  machine = await makeMachine();
  root = mkdtempSync(join(tmpdir(), "fromseed-lesser-"));
  project = join(root, "project");
  writeSmallProject(project);
  // One stage asks for a /proc, the others do not.
  mkdirSync(join(project, "recipes/asks"));
  writeFileSync(
    join(project, "recipes/asks/recipe.yaml"),
    `about: asks for a /proc\nversion: "1"\nfiles: [text/]\nproc: true\n` +
      `steps:\n  - name: make\n    argv: [/bin/hex0, /repo/text/all.hex, /out/asks]\noutputs: [asks]\n`,
  );
  writeFileSync(join(project, "stages/asks.yaml"), `stages:\n  - name: asks\n    recipe: asks\n    uses: [seed]\n`);
});
afterAll(async () => {
  await machine.remove();
  removeScratch(root);
});

/** Runs fromseed after a shell's preparations, in namespaces of its own in which they may mount. */
function inside(preparations: string, home: string, words: readonly string[]) {
  const script = `${preparations}\nexec "$@"`;
  const ran = spawnSync(
    "unshare",
    [
      ...[
        "--user",
        "--map-root-user",
        "--mount",
        "--pid",
        "--fork",
        "--propagation",
        "private",
        "sh",
        "-ec",
        script,
        "sh",
      ],
      ...[...argv, ...words, "--home", home, "--project", project],
    ],
    { encoding: "utf8", timeout: 60_000, cwd: checkout },
  );
  return { code: ran.status, told: ran.stdout + ran.stderr };
}

const COVERED = "mount -t proc proc /proc; mount -t tmpfs -o ro tmpfs /proc/fs";

test("where /proc is partly covered, only stages that ask for one are refused, and doctor says the same", () => {
  const home = join(root, "covered");
  const doctor = inside(COVERED, home, ["doctor"]);
  expect(doctor.told).toContain("Cannot run stages that ask for /proc on this machine");
  expect(doctor.told).toContain("no /proc can be mounted on this machine");
  expect(doctor.told).toContain("Stages can be built here, but for those.");
  expect(doctor.code).toBe(0);
  expect(inside(COVERED, home, ["build", "all"])).toMatchObject({ code: 0 });
  const refused = inside(COVERED, home, ["build", "asks"]);
  expect(refused.told).toContain(`Cannot run step "make" of the stage: no /proc can be mounted on this machine`);
  expect(refused.code).toBe(3);
  expect(inside("", home, ["verify", "--store"])).toMatchObject({ code: 0 });
});

test("where /proc is partly covered, limits and aborts end a step all the same, and kill -9 too", async () => {
  const mark = `covered-${process.pid}`;
  const source = join(root, "covered.ts");
  const job = {
    layers: ["layer"],
    sources: [],
    environment: {},
    proc: false,
    cores: 1,
    limits: { ...LIMITS, seconds: 1.5 },
  };
  writeFileSync(
    source,
    `
    import { mkdirSync } from "node:fs";
    import { LocalExecutor } from ${JSON.stringify(join(checkout, "src/sandbox/local-executor.ts"))};
    const executor = new LocalExecutor({ path: ${JSON.stringify(PATH)}, newScratch: async () => { mkdirSync(process.argv[2] + ".shelf"); return { ok: true, value: process.argv[2] + ".shelf" }; }, now: () => performance.now() });
    const result = await executor.run({
      job: { ...${JSON.stringify(job)}, steps: [{ name: "leave", argv: ["/bin/node", "/probe.mjs", "leave", ${JSON.stringify(mark)}], directory: "/work" }, { name: "wait", argv: ["/bin/node", "/probe.mjs", "wait", ${JSON.stringify(mark)}], directory: "/work" }] },
      bytes: { tree: () => ${JSON.stringify(machine.layer)}, file: () => "" },
      workspace: process.argv[2], onLine: (line) => { if (line === "waiting" && process.argv[3] === "die") process.kill(process.pid, "SIGKILL"); },
      onStep: () => undefined, signal: new AbortController().signal,
    });
    console.log(result.failure.code);
  `,
  );
  const run = (how: string) =>
    spawnSync(
      "unshare",
      [
        ...["--user", "--map-root-user", "--mount", "--pid", "--fork", "--propagation", "private"],
        ...[
          "sh",
          "-ec",
          `${COVERED}; ${process.execPath} "$@" || true; sleep 0.3; ls /proc | grep -c "^[0-9]"`,
          "sh",
          source,
          machine.fresh(),
          how,
        ],
      ],
      { encoding: "utf8", timeout: 60_000 },
    ).stdout.split("\n");
  // The shell and ls are what is left in that namespace of processes, and grep where it has started by then.
  expect(run("live")).toEqual(["limit-time", expect.stringMatching(/^[23]$/), ""]);
  expect(processesWith(mark)).toEqual([]);
  expect(run("die")).toEqual([expect.stringMatching(/^[23]$/), ""]);
});

test("a state folder on an overlay: mount's own reason, the file system, and what to do", () => {
  const under = join(root, "under");
  for (const name of ["lower", "upper", "work", "merged"]) mkdirSync(join(under, name), { recursive: true });
  const overlay = `mount -t tmpfs tmpfs '${under}'; cd '${under}'; mkdir lower upper work merged; mount -t overlay overlay -o userxattr,lowerdir=lower,upperdir=upper,workdir=work merged; cd '${checkout}'`;
  const home = join(under, "merged/home");
  for (const words of [["doctor"], ["build", "all"]]) {
    const { code, told } = inside(overlay, home, words);
    expect(told).toMatch(/the sandbox could not be set up: mount: .*wrong fs type/);
    expect(told).toContain(`(the state folder is on overlay, mounted at ${JSON.stringify(join(under, "merged"))})`);
    expect(told).toContain("overlays cannot be laid on overlay: keep the state folder on a volume");
    expect(code).toBe(3);
  }
});

test("a /dev/null that is not the device is named", () => {
  const home = join(root, "home-false-device");
  const preparations = `mount -t tmpfs tmpfs /mnt; echo text >/mnt/file; mount --bind /mnt/file /dev/null`;
  const refused = inside(preparations, home, ["build", "all"]);
  expect(refused.told).toContain("/dev/null of this machine is not the device 1:3");
  expect(refused.told).toContain("mknod -m 666 /dev/null c 1 3");
  expect(inside(preparations, home, ["doctor"]).told).toContain("/dev/null of this machine is not the device 1:3");
});

test("a hard limit that is lower than the sandbox's is named, with both values", () => {
  const limits = { limits: LIMITS } as Parameters<typeof unreachableLimits>[0];
  const table = `Limit                     Soft Limit           Hard Limit           Units     \nMax stack size            8388608              16777216             bytes     \nMax open files            1024                 2048                 files     \nMax file size             unlimited            unlimited            bytes     \n`;
  expect(unreachableLimits(limits, table)).toEqual([
    { title: "Max open files", name: "nofile", allowed: "2048", needed: "4096" },
    { title: "Max stack size", name: "stack", allowed: "16777216", needed: "67108864" },
  ]);
  const home = join(root, "low");
  for (const words of [["doctor"], ["build", "all"]]) {
    const ran = spawnSync("prlimit", ["--nofile=2048:2048", ...argv, ...words, "--home", home, "--project", project], {
      encoding: "utf8",
    });
    expect(ran.stdout + ran.stderr).toContain(
      `Cannot set the limit "Max open files" of a step to 4096: this process may not go above 2048`,
    );
    expect(ran.status).toBe(3);
  }
});

test.for([26, 30, 40])("with %i files open at most, what fails is told as a failure", (most) => {
  const home = join(root, `files-${most}`);
  const ran = spawnSync(
    "prlimit",
    [`--nofile=${most}:${most}`, ...argv, "build", "all", "--home", home, "--project", project],
    {
      encoding: "utf8",
    },
  );
  expect(ran.stdout + ran.stderr).not.toMatch(/our bug|^\s+at /m);
  expect(ran.status).toBeGreaterThan(0);
  expect(fromseed(home, ["verify", "--store"]).status).toBe(0);
});

test("however few files can still be opened, a run ends with a result", { timeout: 60_000 }, () => {
  const source = join(root, "few.ts");
  const { job, bytes } = jobIn(
    { layers: [{ directory: machine.layer }], sources: [], environment: {}, proc: false, cores: 1, limits: LIMITS },
    [{ name: "step", argv: ["/bin/node", "-e", ""], directory: "/work" }],
  );
  const paths = Object.fromEntries(job.layers.map((layer) => [layer, bytes.tree(layer)]));
  writeFileSync(
    source,
    `
    import { closeSync, mkdirSync, openSync } from "node:fs";
    import { LocalExecutor } from ${JSON.stringify(join(checkout, "src/sandbox/local-executor.ts"))};
    const paths = ${JSON.stringify(paths)};
    const executor = new LocalExecutor({ path: ${JSON.stringify(PATH)}, newScratch: async () => { mkdirSync(process.argv[2] + ".shelf"); return { ok: true, value: process.argv[2] + ".shelf" }; }, now: () => performance.now() });
    const run = (name) => {
      const workspace = process.argv[2] + "/" + name;
      mkdirSync(workspace);
      return executor.run({ job: ${JSON.stringify(job)}, bytes: { tree: (digest) => paths[digest], file: () => "" }, workspace, onLine: () => undefined, onStep: () => undefined, signal: new AbortController().signal });
    };
    const codes = new Set([(await run("first")).ok]);
    for (let free = 0; free < 24; free++) {
      const held = [];
      try { for (;;) held.push(openSync("/dev/null")); } catch {}
      for (const file of held.splice(0, free)) closeSync(file);
      const result = await run(String(free));
      for (const file of held) closeSync(file);
      codes.add(result.ok ? "ok" : result.failure.code);
    }
    console.log(JSON.stringify([...codes]));
  `,
  );
  const ran = spawnSync("prlimit", ["--nofile=4096:4096", process.execPath, source, machine.fresh()], {
    encoding: "utf8",
  });
  expect(ran.stderr).toBe("");
  const codes = JSON.parse(ran.stdout) as unknown[];
  expect(codes[0]).toBe(true);
  expect(codes).toContain("open-files");
  for (const code of codes.slice(1)) expect(["open-files", "ok"]).toContain(code);
});

test("a program of the host that cannot be started ends the stage with its name", async () => {
  const without = (absent: string): LocalExecutor => {
    const programs = mkdtempSync(join(root, "programs-"));
    for (const name of PROGRAMS)
      if (name !== absent)
        symlinkSync(execFileSync("which", [name], { encoding: "utf8", env: { PATH } }).trim(), join(programs, name));
    return new LocalExecutor({
      path: programs,
      newScratch: async () => succeed(machine.fresh()),
      now: () => performance.now(),
    });
  };
  const run = (absent: string, args: readonly string[]) =>
    without(absent).run({
      ...jobIn(
        { layers: [{ directory: machine.layer }], sources: [], environment: {}, proc: false, cores: 1, limits: LIMITS },
        [{ name: "step", argv: ["/bin/node", "/probe.mjs", ...args], directory: "/work" }],
      ),
      workspace: machine.fresh(),
      onLine: () => undefined,
      onStep: () => undefined,
      signal: new AbortController().signal,
    });
  expect(await run("sh", ["see"])).toMatchObject({
    ok: false,
    failure: { code: "program-missing", message: `Cannot start the program "sh": there is no such program` },
  });
  expect(await run("du", ["wait"])).toMatchObject({
    ok: false,
    failure: {
      code: "program-missing",
      message: expect.stringContaining(`its limits cannot be watched: Cannot start the program "du"`),
    },
  });
  expect(await run("bwrap", ["see"])).toMatchObject({ ok: false, failure: { code: "sandbox-unavailable" } });
});

test("kill -9 of doctor leaves nothing that verify --store finds, or that the next run does not sweep", async () => {
  const home = join(root, "doctor");
  expect(fromseed(home, ["doctor"]).status).toBe(0);
  for (const delay of [150, 250, 350]) {
    const child = startFromseed(home, ["doctor"]);
    await sleep(delay);
    child.kill("SIGKILL");
    const checked = fromseed(home, ["verify", "--store"]);
    expect([delay, checked.status, checked.stderr]).toEqual([delay, 0, ""]);
  }
});
