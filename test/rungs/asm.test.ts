// The assembler against its model: whole programs, every instruction with every form of operand, errors, limits.

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { assemble } from "./asm-model.ts";
import { words } from "./asm-table.ts";
import { buildRungs } from "./build.ts";
import { run } from "./run.ts";
import { rounds, tries } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

const directory = scratchDirectory();
const { asm } = buildRungs(directory);
const output = join(directory, "output");

/** Assembles with the real assembler and its model, and insists that they agree to the byte and to the message. */
function check(...texts: (string | Uint8Array)[]): ReturnType<typeof assemble> {
  const files = texts.map((text, n) => ({ name: join(directory, `source${n}`), text }));
  for (const { name, text } of files) writeFileSync(name, text, "latin1");
  writeFileSync(output, "before");
  const expected = assemble(files);
  const { code, signal, stderr } = run(asm, [output, ...files.map(({ name }) => name)]);
  expect(signal).toBeNull();
  expect(stderr).toBe(expected.ok ? "" : `${expected.message}\n`);
  expect(code).toBe(expected.ok ? 0 : 1);
  expect(readFileSync(output).equals(Buffer.from(expected.ok ? expected.bytes : "before"))).toBe(true);
  return expected;
}

const notes = readFileSync(join(import.meta.dirname, "../../bootstrap-seed/asm/NOTES.md"), "utf8");

test("the example of NOTES.md runs", () => {
  const example = /```\n([^]*?)```/.exec(notes)![1]!;
  expect(check(example).ok).toBe(true);
  const program = join(directory, "example");
  expect(run(asm, [program, join(directory, "source0")])).toEqual({ code: 0, signal: null, stderr: "" });
  expect(run(program, ["a", "bb"])).toEqual({ code: 3, signal: null, stderr: "" });
});

test("NOTES.md names every word", () => {
  const table = notes.slice(notes.indexOf("## Operands"), notes.indexOf("**Encodings**"));
  for (const word of words.keys()) {
    if (/^r(8|9|1[0-5])[bd]?$/.test(word)) continue;
    expect(notes + table).toMatch(new RegExp(`[\` ]${word}[\` ]`));
  }
});

test("every instruction with every kind of operand", () => {
  const operands = [
    "rax",
    "r9",
    "esp",
    "r13d",
    "cl",
    "spl",
    "r15b",
    "[rax]",
    "[rsp]",
    "[r12+8]",
    "[r13]",
    "byte [rbp-1]",
    "dword [rbx+r15*8]",
    "qword [r8*8+_start]",
    "[rcx+rdx+K]",
    "[K]",
    "5",
    "-129",
    "255",
    "0xFFFFFFFF",
    "0x80000000",
    "_start",
    "0x7FFFFFFFFFFFFFFF",
    "'a'",
  ];
  const statements = [...words]
    .filter(([, { kind }]) => kind !== "register")
    .flatMap(([word]) => [
      word,
      ...operands.map((a) => `${word} ${a}`),
      ...operands.flatMap((a) => operands.map((b) => `${word} ${a}, ${b}`)),
    ]);
  const wrap = (statement: string): string => `K = 7\n_start: ${statement}\n`;
  // The model says which are right: these go into one program. Of the wrong ones some are tried, one by one.
  const right = statements.filter((statement) => assemble([{ name: "x", text: wrap(statement) }]).ok);
  const wrong = statements.filter((statement) => !right.includes(statement));
  expect(right.length).toBeGreaterThan(2000);
  expect(check(`K = 7\n_start: ${right.filter((statement) => !statement.startsWith("reserve")).join("\n")}\n`).ok).toBe(
    true,
  );
  for (const n of rounds(wrong.length)) if (n % 61 === 0) expect(check(wrap(wrong[n]!)).ok).toBe(false);
});

test.each([
  "",
  "_start:",
  "_start: _start:",
  "x: ret",
  "_start = 5",
  "mov: ret",
  "rax = 1",
  "_start: ret ret",
  "_start: mov rax",
  "_start: mov rax rbx",
  "\n\nx: ret\n",
  "x: ret\n;",
  "_start: byte",
  "_start: byte ,",
  "_start: byte 1,",
  '_start: byte "a',
  "_start: byte 'a",
  "_start: byte ''",
  "_start: byte 'ab'",
  "_start: byte '\\",
  '_start: byte "\\',
  '_start: byte "\\\n',
  "_start: byte '\\n', '\\t', '\\\\', '\\'', '\\x', '\"'",
  '_start: byte "a\\"b\\n", 0 ; x',
  "_start: byte 0x, 1",
  "_start: byte 12a",
  "_start: byte 0xfg",
  "_start: byte 0x1f",
  "_start: byte 0x1F",
  "_start: byte 12A, 0x:, 0x@",
  "_start: byte 0x:",
  "_start: qword 18446744073709551615",
  "_start: qword 18446744073709551616",
  "_start: qword 0x10000000000000000",
  "_start: qword 99999999999999999999999",
  '_start: dword "text", 1',
  "_start: byte 256",
  "_start: byte 0, 255",
  "_start: byte -1",
  "_start: dword 2147483647, -2147483648",
  "_start: dword 2147483648",
  "_start: dword -2147483649",
  "_start: byte 2*3+4*5-6, 7-2*3",
  "_start: byte 2*rax",
  "_start: byte 2*-3",
  "a = b\nb = 1\n_start: ret",
  "a = 1\nb = a + later\n_start:later: ret",
  "a = a + 1\n_start:",
  "_start: reserve x, -1",
  "reserve x, 0x40000001",
  "reserve x, 0x40000000\nreserve y, 1\n_start:",
  "a = 1\na = 2",
  "reserve x, 1\nreserve y, 17\n_start: qword x, y",
  "reserve x",
  "reserve 5, 5",
  ".a: _start: .a: jmp .a\n jmp _start.a\nf: .a: jmp .a",
  "_start.a: _start: .a: ret",
  "_start: .a = 5\n.b: mov rax, .a",
  "_start: mov rax, [rax+rbx+rcx]",
  "_start: mov rax, [rsp*8]",
  "_start: mov rax, [rax+rsp]",
  "_start: mov rax, [rsp+rax]",
  "_start: mov rax, [rax*4]",
  "_start: mov rax, [rax*80]",
  "_start: mov rax, [rax*8*8]",
  "_start: mov rax, [-rax]",
  "_start: mov rax, [eax]",
  "_start: mov rax, [rax",
  "_start: mov rax, []",
  "_start: mov rax, [rax*K]\nK = 8",
  "K = 4\n_start: mov rax, [2+rax*8-3*K]",
  "_start: mov rax, [rax*8+rbx*8]",
  "_start: mov rax, [rax*8+rbx+1*3]",
  "_start: mov rax, [rax*8+rbx+rcx]",
  "_start: mov rax, [rax + -rbx]",
  "_start: mov rax, [2*rax]",
  "_start: mov rax, [0x80000000]",
  "_start: mov rax, byte",
  "_start: mov byte 5, al",
  "_start: rep ret",
  "_start: rep mov",
  "_start: rep",
  "_start: rep foo",
  "_start: rep .x: ret",
  "_start: mov rax, mov",
  "_start: mov rax, 5+byte",
  "_start: push rax, qword [rax], [rbx], r12\n pop r12, [rax]",
  "_start: push eax",
  "_start: push 5",
  "_start: inc rax, cl, byte [rax]",
  "_start: inc [rax]",
  "_start: push dword [rax]",
  "_start: sete [rax], cl",
  "_start: je rax",
  "_start: jmp rax",
  "_start: call [rax]",
  "_start: jmp nowhere",
  "_start: jmp 0x100000000",
  "_start: $",
  "_start: mov rax, add",
  "\n\n _start:\n mov \n",
  "5",
  "=",
  "a =",
  "_start: ret\0",
  "_start: ret # c",
  "_start: mov\trax , rbx\t",
  "_start: ret\r",
  "_start: rax",
  "_start: _start",
  `${"a".repeat(255)}: _start:`,
  `${"a".repeat(256)}: _start:`,
  `${"a".repeat(250)}: .b345: _start:`,
  `${"a".repeat(250)}: .b3456: _start:`,
])("odd text %j", (text) => {
  check(text);
});

test("several sources are one program, each with its own lines", () => {
  expect(check("_start: jmp end\n.x:", ".y: jmp .x\nend: ret ; no line end").ok).toBe(true);
  expect(check("_start:\n\n", "\n mov rax, here\n")).toEqual({
    ok: false,
    message: `${join(directory, "source1")}:2: this name means nothing here: here`,
  });
  expect(check("_star:", "ret\n\n")).toEqual({
    ok: false,
    message: `${join(directory, "source1")}:2: this name means nothing here: _start`,
  });
  expect(check("_star:", "").ok).toBe(false);
  expect(check("\n_start:", "", "_start:").ok).toBe(false);
});

const statement = fc.constantFrom(
  "mov rax, [rbx+rcx*8+a]",
  "call f",
  "jmp .x",
  "je .x",
  "lea rdi, [a]",
  "inc qword [b]",
  "byte 'x', \"yz\", a-a",
  "qword a, b, f",
  "push rax, r12",
  "pop r12",
  "cmp byte [rsi], 'a'",
  "movzx rax, byte [rsi+1]",
  "rep movsb",
  "imul rcx, [b]",
  "shl r9, 3",
  "sar eax, cl",
  "setne al",
  "xchg rax, r8",
  "movsxd rax, ecx",
  "test al, 1",
  "ret",
  "; c",
  "",
  "mov rax, g",
  "mov eax, rbx",
  "jmp nowhere",
);
test("random programs", () => {
  let good = 0;
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 40 }), fc.nat(40), fc.nat(40), (lines, x, y) => {
      const text: string[] = [...lines];
      text.splice(Math.min(x, y), 0, ".x:");
      text.splice(Math.max(x, y) + 1, 0, "f: .x:");
      if (check(["_start:", "reserve a, 100", ...text, "reserve b, 8", "g: ret"].join("\n")).ok) good++;
    }),
    tries(150),
  );
  expect(good).toBeGreaterThan(0);
});

test("random words, and random bytes", () => {
  const token = fc.oneof(
    fc.constantFrom(...words.keys()),
    fc.constantFrom(
      "_start",
      ":",
      "=",
      ",",
      "[",
      "]",
      "+",
      "-",
      "*",
      "a",
      ".b",
      "1",
      "0x10",
      "'c'",
      '"s"',
      "\n",
      "\n",
      " ",
      ";",
      "8",
    ),
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 25 }), (tokens) => void check(tokens.join(" "))),
    tries(250),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void check(bytes)),
    tries(150),
  );
});

test("limits", () => {
  const most = Array.from({ length: 15000 }, (_, n) => `${"n".repeat(180)}${n}:`);
  expect(check(`_start:\n${most.join("\n")}`).ok).toBe(true);
  expect(check(`_start:\n${most.join("\n")}\n${most.map((name) => `x${name}`).join("\n")}`).ok).toBe(false);
  const source = join(directory, "large");
  writeFileSync(source, `_start: byte "${"x".repeat((4 << 20) - 0x78)}"`);
  expect(run(asm, [output, source]).code).toBe(0);
  expect(statSync(output).size).toBe(4 << 20);
  writeFileSync(source, `\n_start: byte "${"x".repeat((4 << 20) - 0x78 + 1)}"`);
  expect(run(asm, [output, source]).stderr).toBe(`${source}:2: the program is too large\n`);
  writeFileSync(source, `_start:${"\n".repeat((8 << 20) - 8)}`);
  expect(run(asm, [output, source]).code).toBe(0);
  writeFileSync(source, "\n".repeat(8 << 20));
  expect(run(asm, [output, source]).stderr).toBe(`${source}:0: this source cannot be read, or is 8 MiB or more\n`);
});

test("files that will not do", () => {
  const source = join(directory, "good");
  writeFileSync(source, "_start: ret");
  expect(run(asm, [])).toEqual({ code: 1, signal: null, stderr: "asm: usage: asm OUTPUT SOURCE...\n" });
  expect(run(asm, [output]).stderr).toBe("asm: usage: asm OUTPUT SOURCE...\n");
  expect(run(asm, [output, ...new Array<string>(1000).fill("/dev/null"), source]).code).toBe(0);
  for (const name of [join(directory, "missing"), directory])
    expect(run(asm, [output, source, name])).toEqual({
      code: 1,
      signal: null,
      stderr: `${name}:0: this source cannot be read, or is 8 MiB or more\n`,
    });
  expect(run(asm, [directory, source])).toEqual({ code: 1, signal: null, stderr: "asm: cannot write the output\n" });
  if (existsSync("/dev/full")) expect(run(asm, ["/dev/full", source]).code).toBe(1);
});
