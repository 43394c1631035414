// Programs interpreted and native: the rungs on texts that were changed at random, so that most are refused and some are
// not, random programs for cc0, and csmith's programs (with FROMSEED_TEST=all) as the chain's tinycc compiles them. Both must write the same files,
// say the same, and end with the same code. The native side needs an amd64 Linux.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CodeCache } from "../../src/translator/code-cache.ts";
import { Compiler } from "../../src/translator/compiler.ts";
import { FileSystem } from "../../src/interpreter/file-system.ts";
import { Process } from "../../src/interpreter/process.ts";
import { buildCc0 } from "../cc0/build.ts";
import { many, printed, program } from "../cc0/expressions.ts";
import { chain, csmith } from "../chain/compilers.ts";
import { finished } from "../chain/source.ts";
import { all, draws, rounds, seed, tries } from "../extent.ts";
import { buildRungs } from "../rungs/build.ts";
import { once, scratchDirectory } from "../scratch.ts";

const native = process.arch === "x64" && process.platform === "linux";
const directory = scratchDirectory();
const seedFolder = join(import.meta.dirname, "../../bootstrap-seed");
const cache = new CodeCache();

/** How a program ended, what it said, and the file that it wrote, if any. */
interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly wrote: string | undefined;
}

/** Runs a program in a directory with one file, "in"; it may write "out". Standard output and error are one text. */
function runNative(program: string, words: readonly string[], input: Uint8Array): Ended {
  const room = join(directory, "room");
  rmSync(room, { recursive: true, force: true });
  mkdirSync(room);
  writeFileSync(join(room, "in"), input);
  const { status, stdout } = spawnSync("sh", ["-c", 'exec "$@" 2>&1', "sh", program, ...words], {
    cwd: room,
    env: {},
    timeout: 20_000,
    maxBuffer: 1 << 26,
  });
  const out = join(room, "out");
  const wrote = existsSync(out) ? readFileSync(out).toString("hex") : undefined;
  return { code: status, said: stdout.toString("latin1"), wrote };
}

function runInterpreted(program: string, words: readonly string[], input: Uint8Array): Ended {
  const files = new FileSystem();
  files.put("/room/in", input);
  let said = "";
  const interpreted = new Process(readFileSync(program), {
    files,
    argv: [program, ...words],
    environment: {},
    directory: "/room",
    onOutput: (_, bytes) => {
      said += Buffer.from(bytes).toString("latin1");
    },
  });
  const outcome = new Compiler(interpreted, cache).run(2_000_000_000);
  const wrote = files.get("/room/out");
  return {
    code: outcome.type === "exited" ? outcome.code : null,
    said: outcome.type === "stopped" ? `${said}${outcome.stop.found}` : said,
    wrote: wrote === undefined ? undefined : Buffer.from(wrote).toString("hex"),
  };
}

/** A text with a few characters and lines taken away, doubled, swapped or replaced by others of it. */
function changed(text: string, draw: (below: number) => number): string {
  const lines = text.split("\n");
  for (let change = draw(4); change >= 0; change--) {
    const at = draw(lines.length);
    const line = lines[at]!;
    const from = draw(line.length + 1);
    const other = lines[draw(lines.length)]!;
    const kind = draw(5);
    if (kind === 0) lines.splice(at, 1);
    else if (kind === 1) lines.splice(at, 0, other);
    else if (kind === 2) lines[at] = line.slice(0, from) + line.slice(from + 1);
    else if (kind === 3) lines[at] = line.slice(0, from) + other.slice(0, 1 + draw(4)) + line.slice(from);
    else lines[at] = line.slice(0, from);
  }
  return lines.join("\n");
}

test.runIf(native)("the rungs do with changed texts what they do natively", { timeout: 300_000 }, () => {
  const rungs = buildRungs(directory);
  const cc0 = buildCc0();
  const read = (path: string): string => readFileSync(join(seedFolder, path), "latin1");
  const c0 = readdirSync(join(import.meta.dirname, "../cc0/run")).map((name) =>
    readFileSync(join(import.meta.dirname, "../cc0/run", name), "latin1"),
  );
  const subjects: readonly (readonly [program: string, words: readonly string[], texts: readonly string[]])[] = [
    [rungs.hex0, ["in", "out"], [read("hex0/hex0.hex0"), read("linker/linker.hex0")]],
    [rungs.linker, ["in", "out"], [read("asm/asm.hex1")]],
    [rungs.asm, ["out", "in"], [read("cc0/elf.asm"), read("cc0/fail.asm"), read("cc0/lex.asm")]],
    [cc0, ["out", "in"], c0],
  ];
  let written = 0;
  let total = 0;
  for (const [program, words, texts] of subjects) {
    const draw = draws(seed + total);
    for (const text of texts)
      for (let count = all ? 60 : 6; count > 0; count--) {
        const input = Buffer.from(count % 6 === 0 ? text : changed(text, draw), "latin1");
        const expected = runNative(program, words, input);
        expect(runInterpreted(program, words, input), `${program} on\n${input.toString("latin1")}`).toEqual(expected);
        if (expected.wrote !== undefined) written++;
        total++;
        // What the compiler made of a whole text runs alike too; of a changed one it may print addresses.
        if (program !== cc0 || expected.wrote === undefined || count % 6 !== 0) continue;
        const made = join(directory, "made");
        writeFileSync(made, Buffer.from(expected.wrote, "hex"));
        chmodSync(made, 0o755);
        // data.c prints the difference of two places, one of them on the stack, which is elsewhere here.
        const alike = (ended: Ended): Ended => ({ ...ended, said: ended.said.replaceAll(/-\d{8,}/g, "difference") });
        expect(alike(runInterpreted(made, [], input))).toEqual(alike(runNative(made, [], input)));
      }
  }
  expect(written).toBeGreaterThan(total / 10);
});

test.runIf(native)("random programs of cc0's language print the model's values, compiled and run interpreted", () => {
  const cc0 = buildCc0();
  const made = join(directory, "random");
  fc.assert(
    fc.property(many, (expressions) => {
      const source = Buffer.from(program(expressions), "latin1");
      const { wrote } = runInterpreted(cc0, ["out", "in"], source);
      expect(wrote).toBe(runNative(cc0, ["out", "in"], source).wrote);
      writeFileSync(made, Buffer.from(wrote!, "hex"));
      expect(runInterpreted(made, [], new Uint8Array())).toEqual({
        code: 0,
        said: printed(expressions),
        wrote: undefined,
      });
    }),
    tries(20),
  );
});

const why = !csmith || finished === undefined ? " (skipped: there is no csmith here, or tinycc was not built)" : "";

test.runIf(native && all && why === "")(
  `csmith's programs print what they print natively${why}`,
  { timeout: 900_000 },
  () => {
    let count = 0;
    for (const number of rounds(20)) {
      const source = spawnSync(
        "csmith",
        ["-s", `${number + 1}`, "--no-packed-struct", "--no-float", "--no-safe-math"],
        {
          cwd: directory,
          encoding: "latin1",
          timeout: 20_000,
          maxBuffer: 1 << 26,
        },
      );
      if (source.status !== 0) continue;
      const made = once(`csmith-interpreted-${number}`, (path) => {
        writeFileSync(join(directory, "random.c"), source.stdout);
        const headers = [`-I${join(import.meta.dirname, "../chain/csmith")}`, `-I${directory}`];
        // Overflows are no matter, as both run one program: so the header that avoids them may be empty.
        writeFileSync(join(directory, "safe_math.h"), "");
        const library = [join(finished!, "lib/crt1.o"), "random.c", join(finished!, "lib/libc.a"), chain.libtcc1];
        const words = ["-static", "-nostdlib", ...chain.headers, ...headers, "-o", path, ...library];
        const { status, stderr } = spawnSync(chain.tcc, words, { cwd: directory, encoding: "utf8" });
        if (status !== 0) throw new Error(stderr);
      });
      const expected = runNative(made, ["1"], new Uint8Array());
      if (expected.code !== 0) continue;
      expect(runInterpreted(made, ["1"], new Uint8Array()), `seed ${number + 1}`).toEqual(expected);
      count++;
    }
    expect(count).toBeGreaterThan(5);
  },
);
