// The contract's page and its code say the same; and the parts of the sandbox that need none to be tested.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CONTRACT_VERSION,
  DEVICES,
  DEVICE_LINKS,
  DIRECTORIES,
  GROUP_ID,
  HOST_NAME,
  LINE_LIMIT,
  MAX_LAYERS,
  LINKS_IN_PROC,
  RESOURCE_LIMITS,
  SHOWN_IN_PROC,
  UMASK,
  USER_ID,
  WRITABLE,
} from "../../src/sandbox/contract.ts";
import { Processors, allowedProcessors, parseProcessorList } from "../../src/sandbox/cpus.ts";
import { LineSplitter } from "../../src/sandbox/lines.ts";
import { RULES } from "../../src/sandbox/seccomp-rules.ts";
import { seccompFilter } from "../../src/sandbox/seccomp.ts";
import { Status } from "../../src/sandbox/status.ts";

const page = readFileSync(join(import.meta.dirname, "../../src/sandbox/CONTRACT.md"), "utf8");
const flat = page.replaceAll(/\s+/g, " ");
const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");

test("the page has the code's version, names and numbers", () => {
  expect(page.split("\n")[0]).toBe(`# The sandbox contract, version ${CONTRACT_VERSION}`);
  expect(flat).toContain(`Always there: ${quoted(DIRECTORIES.map((name) => `/${name}`))}.`);
  expect(flat).toContain(`from step to step: ${quoted(WRITABLE.map((name) => `/${name}`))}.`);
  expect(flat).toContain(
    `\`/dev\` holds ${quoted(DEVICES)}, and where there is a \`/proc\`, the links ${quoted(Object.keys(DEVICE_LINKS))}.`,
  );
  expect(flat).toContain(`\`/proc\` shows the step's own processes, the links ${quoted(LINKS_IN_PROC)} to them, and`);
  expect(flat).toContain(`of the kernel's files ${quoted(SHOWN_IN_PROC)}.`);
  expect(flat).toContain(`User ${USER_ID}, group ${GROUP_ID}, no other groups`);
  expect(flat).toContain(`Host name \`${HOST_NAME}\`. umask ${UMASK}.`);
  expect(flat).toContain(`At most ${MAX_LAYERS} trees.`);
  const rows = [...page.matchAll(/^\| ([a-z]+) \| (\S+) \|$/gm)]
    .map(([, name, value]) => [name, value])
    .filter(([name]) => name !== "limit");
  expect(rows).toEqual(Object.entries(RESOURCE_LIMITS));
});

test("the page's table of system calls is the filter's", () => {
  const errors: Record<string, number> = { EPERM: 1, ENOSYS: 38, EOPNOTSUPP: 95, EAFNOSUPPORT: 97, "0 groups": 0 };
  const told = page
    .split("\n")
    .filter((line) => /^\| `/.test(line))
    .flatMap((line) => {
      const [calls, answer] = line.slice(2).split(" | ");
      return [...calls!.matchAll(/`([a-z0-9_]+)`/g)].map(([, call]) => `${call} ${errors[answer!]}`);
    });
  expect(told.sort()).toEqual(RULES.map((rule) => `${rule.call} ${rule.errno}`).sort());
});

test("the filter is well formed: every jump lands within, every path returns", () => {
  const bytes = seccompFilter();
  const view = new DataView(bytes.buffer);
  const length = bytes.length / 8;
  expect(Number.isInteger(length) && length < 4096).toBe(true);
  for (let at = 0; at < length; at++) {
    const code = view.getUint16(at * 8, true);
    if ((code & 7) !== 5) continue; // BPF_JMP
    expect(at + 1 + Math.max(view.getUint8(at * 8 + 2), view.getUint8(at * 8 + 3))).toBeLessThan(length);
  }
  expect(view.getUint16((length - 1) * 8, true)).toBe(6); // BPF_RET
  expect(new Set(RULES.map((rule) => rule.number)).size).toBe(RULES.length);
});

test("lines do not depend on how output is cut into pieces", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "\n", "ü", "\u{1f331}", "x".repeat(LINE_LIMIT - 1)), { maxLength: 12 }),
      fc.array(fc.nat({ max: 200_000 }), { maxLength: 6 }),
      (parts, cuts) => {
        const bytes = Buffer.from(parts.join(""));
        const split = (places: readonly number[]): string[] => {
          const lines: string[] = [];
          const splitter = new LineSplitter((line) => lines.push(line));
          const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
          let from = 0;
          for (const end of ends) {
            splitter.push(bytes.subarray(from, end));
            from = end;
          }
          splitter.end();
          return lines;
        };
        const whole = split([]);
        expect(split(cuts)).toEqual(whole);
        for (const line of whole) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LINE_LIMIT);
        expect(whole.join("")).toBe(bytes.toString().replaceAll("\n", ""));
      },
    ),
    { numRuns: 200 },
  );
});

test("processors are shared out evenly, and never more than there are", () => {
  expect(parseProcessorList("0-2,5,8-9")).toEqual([0, 1, 2, 5, 8, 9]);
  expect(allowedProcessors().length).toBeGreaterThan(0);
  const processors = new Processors([0, 1, 2, 5]);
  expect(processors.take(1)).toEqual([0]);
  expect(processors.take(2)).toEqual([1, 2]);
  expect(processors.take(9)).toEqual([0, 1, 2, 5]);
  processors.release([0, 1, 2, 5]);
  expect(processors.take(1)).toEqual([5]);
});

test("a chain's report is read however it is cut, and of a program only since it was begun", () => {
  const status = new Status();
  const push = (...pieces: string[]): void => {
    for (const piece of pieces) status.push(piece);
  };
  const seen = () => [status.namespace, status.processNamespace, status.exitCode, status.outputBytes];
  expect(seen()).toEqual([undefined, undefined, undefined, undefined]);
  push("namespace o", 'wn\n{ "child-pid": 12, "pid-namespace": 40265');
  expect(status.namespace).toBe("own");
  push('32184 }\n{ "exi', 't-code": 139 }\nended 4', "2\n");
  expect(seen()).toEqual(["own", 4026532184, 139, 42]);
  status.begin();
  expect(seen()).toEqual(["own", undefined, undefined, undefined]);
  push('{ "exit-code": 0 }\n', "ended 0\n0m0.010000s 0m0.020000s\n", "1m0.500000s 0m2.250000s\n");
  expect(seen()).toEqual(["own", undefined, 0, 0]);
  expect(status.cpuSeconds).toBe(62.75);
});
