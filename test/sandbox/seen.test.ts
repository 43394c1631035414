// What a step sees and may do, told from inside: the contract, clause by clause, in the real sandbox.

import { readFileSync, readdirSync, statSync, utimesSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, ListenOptions } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEVICES, SHOWN_IN_PROC } from "../../src/sandbox/contract.ts";
import { RULES } from "../../src/sandbox/seccomp-rules.ts";
import { program, results } from "./calls.ts";
import type { Call } from "./calls.ts";
import { LIMITS, makeMachine, processesWith } from "./machine.ts";
import type { Machine } from "./machine.ts";

let machine: Machine;
let missing: readonly unknown[];
beforeAll(async () => {
  machine = await makeMachine();
  missing = await machine.executor.missing();
});
afterAll(() => machine.remove());

test("this machine can run stages", () => {
  expect(missing).toEqual([]);
});

test("the root holds what was given and nothing of the host", async () => {
  process.env["FROMSEED_TEST_SECRET"] = "secret";
  const seen = await machine.probe(["see"], {
    environment: { LC_ALL: "C", TZ: "UTC", EMPTY: "", ODD: "a 'b' \"c\" $d\n" },
  });
  const layers = readdirSync(machine.layer);
  expect(seen.top).toEqual([...new Set([...layers, "dev", "out", "src", "tmp", "work"])].sort());
  expect(seen.dev).toEqual([...DEVICES].sort());
  expect(seen.src).toEqual([]);
  expect(seen.absent).toEqual([false, false, false, layers.includes("usr"), false, false, false, false]);
  expect(seen.environment).toEqual({ LC_ALL: "C", TZ: "UTC", EMPTY: "", ODD: "a 'b' \"c\" $d\n", PWD: "/work" });
  expect(seen.directory).toBe("/work");
  expect(seen.umask).toBe(0o022);
  expect(seen.user).toEqual([1000, 1000, 1000, 1000]);
  expect(seen.groups).toEqual([1000]); // Node adds the effective group to what getgroups gives: nothing.
  expect(seen.name).toMatch(/ENOENT|ERR_SYSTEM_ERROR/);
  expect(seen.host).toBe("fromseed");
  expect(seen.cores).toBe(1);
  expect([seen.pid, seen.parent]).toEqual([2, 1]);
  expect(seen.interfaces).toEqual(["lo"]);
  expect(seen.zone).toEqual(["UTC", 0]);
  expect(seen.input).toBe(0);
  expect(seen.processes).toBeUndefined();
});

test("a private /proc shows the step's own processes, and no path of the host", async () => {
  const tree = machine.tree({ a: "a" });
  const file = join(machine.tree({ blob: "b" }), "blob");
  const seen = await machine.probe(["see"], {
    proc: true,
    cores: 999,
    sources: [
      { name: "tree", type: "tree", directory: tree },
      { name: "file", type: "file", directory: file },
    ],
    files: { directory: machine.tree({ f: "f" }) },
  });
  expect(seen.top).toContain("proc");
  expect(seen.top).toContain("repo");
  expect(seen.dev).toEqual([...DEVICES, "fd", "stderr", "stdin", "stdout"].sort());
  expect(seen.processes).toEqual(["1", "2"]);
  expect(seen.mounts).not.toContain("fromseed-sandbox-");
  expect(seen.mounts).not.toContain(machine.directory);
  expect(seen.cgroup).toMatch(/^(\d+:[^:]*:\/\n)+$/);
  expect(seen.status).toMatch(/^CapEff:\t0+$/m);
  expect(seen.status).toMatch(/^CapBnd:\t0+$/m);
  expect(seen.status).toMatch(/^NoNewPrivs:\t1$/m);
  expect(seen.status).toMatch(/^Seccomp:\t2$/m);
  expect(
    seen.descriptors.filter(
      (target: string) => !target.startsWith("pipe:") && target !== "/dev/null" && target !== "/proc/N/fd",
    ),
  ).toEqual([]);
  expect(seen.reopened).toBe("written");
  expect([seen.reaper, seen.reaperProgram, seen.reaperEnvironment]).toEqual([[], "ENOENT", "ENOENT"]);
  expect(seen.limits).toMatch(/^Max core file size\s+0\s+0\s/m);
  expect(seen.limits).toMatch(/^Max stack size\s+8388608\s+67108864\s/m);
  expect(seen.limits).toMatch(/^Max open files\s+4096\s+4096\s/m);
  expect(seen.limits).toMatch(new RegExp(`^Max file size\\s+${LIMITS.disk}\\s`, "m"));
});

test("beside its processes, /proc tells what the contract names; nothing in it opens for writing or changes its mode", async () => {
  // The same for root and for an ordinary user: unprivileged.test.ts runs this again.
  const seen = await machine.probe(["proc"], { proc: true });
  expect([seen.writable, seen.settable]).toEqual([[], []]);
  expect(seen.telling.sort()).toEqual(SHOWN_IN_PROC.map((name) => `/proc/${name}`));
  expect(Object.fromEntries(seen.links)).toEqual({
    "/proc/mounts": "self/mounts",
    "/proc/net": "self/net",
    "/proc/self": "N",
    "/proc/thread-self": "N/task/N",
  });
});

test("inputs cannot be written to, but for a private copy of each source", async () => {
  const tree = machine.tree({ kept: "kept", gone: "gone", "deep/er": "deep" });
  const blob = machine.tree({ "of a name": "blob" });
  const repo = machine.tree({ "patches/one.patch": "patch" });
  for (const name of ["kept", "gone", "deep/er"]) utimesSync(join(tree, name), 1, 1);
  const root = {
    layers: [{ directory: machine.layer }],
    sources: [
      { name: "tree", type: "tree" as const, directory: tree },
      { name: "file.tar", type: "file" as const, directory: join(blob, "of a name") },
    ],
    files: { directory: repo },
    environment: {},
    proc: false,
    cores: 1,
    limits: LIMITS,
  };
  const paths = [
    "/probe.mjs",
    "/new",
    "/dev/new",
    "/src/new",
    "/src/file.tar",
    "/repo/patches/one.patch",
    "/repo/new",
    "/src/tree/kept",
    "/src/tree/deep/new",
    "/work/w",
    "/out/o",
    "/tmp/t",
  ];
  const steps = [
    ["write", ...paths],
    ["alter"],
    ["read", "/src/tree/moved", "/src/tree/deep/new", "/work/w", "/src/file.tar", "/repo/patches/one.patch"],
  ];
  const { result, lines } = await machine.run({
    root,
    steps: steps.map((args, index) => ({
      name: String(index),
      argv: ["/bin/node", "/probe.mjs", ...args],
      directory: "/work",
    })),
  });
  expect(result).toMatchObject({ ok: true });
  const [written, altered, read] = lines.map((line) => JSON.parse(line));
  expect(Object.values(written)).toEqual([
    "EROFS",
    "EROFS",
    "EROFS",
    "EROFS",
    "EROFS",
    "EROFS",
    "EROFS",
    "written",
    "written",
    "written",
    "written",
    "written",
  ]);
  expect(altered).toEqual({
    device: "EROFS",
    deviceTimes: "EROFS",
    layer: "EROFS",
    null: "written",
    zero: [0, 0, 0, 0],
    full: "ENOSPC",
  });
  expect(Object.values(read)).toEqual(["changed", "changed", "changed", "blob", "patch"]);
  expect(readdirSync(tree).sort()).toEqual(["deep", "gone", "kept"]);
  expect(readdirSync(join(tree, "deep"))).toEqual(["er"]);
  expect(readFileSync(join(tree, "kept"), "utf8")).toBe("kept");
  expect(statSync(join(tree, "kept")).mtimeMs).toBe(1000);
  expect(readFileSync(join(repo, "patches/one.patch"), "utf8")).toBe("patch");
  if (result.ok) expect(readdirSync(result.output)).toEqual(["o"]);
});

test("no network leads out, not even to this machine", async () => {
  const name = `fromseed-test-${process.pid}`;
  let heard = 0;
  const listen = async (options: ListenOptions) => {
    const server = createServer((socket) => {
      heard++;
      socket.end();
    });
    await new Promise<void>((resolve) => server.listen(options, resolve));
    return server;
  };
  const tcp = await listen({ host: "127.0.0.1", port: 0 });
  const abstract = await listen({ path: `\0${name}` });
  const seen = await machine.probe(["network", String((tcp.address() as AddressInfo).port), name]);
  tcp.close();
  abstract.close();
  expect(seen).toEqual({ host: "ECONNREFUSED", abstract: "ECONNREFUSED", outside: "ENETUNREACH", own: "connected" });
  expect(heard).toBe(0);
});

test("no set-user or set-group bit can be given", async () => {
  expect(await machine.probe(["bits"])).toEqual({
    setUser: "EPERM",
    setGroup: "EPERM",
    byDescriptor: "EPERM",
    atOpen: "EPERM",
    sticky: "1755",
    plain: "755",
  });
});

test("a process left behind ends with its step", async () => {
  const mark = `left-behind-${process.pid}`;
  expect(await machine.probe(["leave", mark])).toBe("left");
  expect(processesWith(mark)).toEqual([]);
});

test("addresses are the same in every run", async () => {
  const first = await machine.probe(["addresses"], { proc: true });
  expect(first.length).toBeGreaterThan(3);
  expect(await machine.probe(["addresses"], { proc: true })).toEqual(first);
});

test("as many cores as asked for, of those there are", async () => {
  for (const cores of [1, 2])
    expect((await machine.probe(["see"], { cores })).cores).toBe(
      Math.min(cores, (await import("node:os")).availableParallelism()),
    );
});

/** Calls that must give what is said, besides those that the table of rules refuses outright. */
const CALLS: readonly (readonly [says: string, call: Call, result: number])[] = [
  ["mode with set-user bit", [90, "/out/made", 0o4755], -1],
  ["mode of creat", [85, "/out/made", 0o2644], -1],
  ["mode of fchmodat2", [452, -100, "/out/made", 0o4755, 0], -1],
  ["mode of mknod", [133, "/out/made", 0o104755, 0], -1],
  ["mode of mknodat", [259, -100, "/out/made", 0o104755, 0], -1],
  ["character device", [133, "/out/device", 0o020666, 0x103], -1],
  ["block device", [133, "/out/device", 0o060666, 0x800], -1],
  ["openat that creates", [257, -100, "/out/opened", 0o101, 0o4755], -1],
  ["open that creates", [2, "/out/opened", 0o101, 0o2755], -1],
  ["openat of an unnamed file", [257, -100, "/out", 0o20200001, 0o4755], -1],
  ["openat that creates nothing has no mode", [257, -100, "/out/absent", 0, 0o4755], -2],
  ["directory with a set-group bit is one without", [83, "/out/directory", 0o2755], 0],
  ["new user namespace", [272, 0x10000000], -1],
  ["new mount namespace by clone", [56, 0x00020011], -1],
  ["new user namespace by clone", [56, 0x10000011], -1],
  ["own copy of descriptors", [272, 0x400], 0],
  ["randomised addresses", [135, 0], -1],
  ["asking for the personality", [135, 0xffffffff], 0x40000],
  ["asking for fixed addresses", [135, 0x40000], 0x40000],
  ["socket to a virtual machine's host", [41, 40, 1, 0], -97],
  ["socket of the kernel's ciphers", [41, 38, 5, 0], -97],
  ["packet socket", [41, 17, 3, 0], -97],
  ["raw socket", [41, 2, 3, 1], -1],
  ["pushing input to a terminal", [16, 0, 0x5412, "x"], -1],
  ["other control of a terminal", [16, 0, 0x5413, 0], -25],
  ["becoming root", [105, 0], -22],
  ["taking groups", [116, 0, 0], -1],
  ["raising a limit", [302, 0, 7, "\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x7f", 0], -1],
  ["another host name", [170, "other", 5], -1],
  ["attaching to process 1", [101, 16, 1, 0, 0], -1],
  ["attaching to no process", [101, 16, 99, 0, 0], -3],
  ["reading the memory of process 1", [310, 1, 0, 0, 0, 0, 0], -1],
  ["reading nothing of one's own memory", [310, 2, 0, 0, 0, 0, 0], 0],
  ["writing to the memory of process 1", [311, 1, 0, 0, 0, 0, 0], -1],
];

test("what the system call filter refuses is refused, and no more", async () => {
  const outright = RULES.filter((rule) => rule.when.length === 0);
  const calls = [...outright.map((rule): Call => [rule.number, 0, 0, 0, 0, 0]), ...CALLS.map(([, call]) => call)];
  // Bytes and not text are wanted, so a second program, Node, hands them on.
  const layer = machine.tree({ calls: program(calls) });
  const read = `const { spawnSync } = require("child_process"); const ran = spawnSync("/calls"); console.log(ran.signal, ran.status, ran.stdout.toString("hex"))`;
  const { lines } = await machine.run({
    root: { layers: [{ directory: machine.layer }, { directory: layer }] },
    argv: ["/bin/node", "-e", read],
  });
  const [signal, status, hex] = lines.at(-1)!.split(" ");
  expect([signal, status]).toEqual(["null", "0"]);
  const found = results(Buffer.from(hex!, "hex"));
  expect(outright.map((rule, index) => [rule.call, found[index]! + 0])).toEqual(
    outright.map((rule) => [rule.call, -rule.errno + 0]),
  );
  expect(CALLS.map(([says], index) => [says, found[outright.length + index]])).toEqual(
    CALLS.map(([says, , result]) => [says, result]),
  );
});

test("calls of another system call interface end the program", async () => {
  const layer = machine.tree({ x32: program([[0x40000000 + 39]]) });
  const { result } = await machine.run({ root: { layers: [{ directory: layer }] }, argv: ["/x32"] });
  expect(result).toMatchObject({
    ok: false,
    failure: { message: `Cannot run step "step" of the stage: killed by signal SIGSYS (exit code 159)` },
  });
});
