// Constants: random initialisers of every arithmetic type make the same object by the chain's tinycc, by gcc's and by
// cc1's. tinycc folds with its host's arithmetic, so a conversion that one of its builders has wrong shows here. Must
// never hold an undefined conversion against anyone.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildTinyccWithCc1, buildTinyccWithGcc, chain, run, whyNoTinycc, write } from "./compilers.ts";
import { draws, rounds } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";

const types = [
  "signed char",
  "unsigned char",
  "short",
  "unsigned short",
  "int",
  "unsigned",
  "long",
  "unsigned long",
  "float",
  "double",
  "long double",
];

/**
 * A constant expression of numbers of all types. Floating numbers stay below 2^31, and are cast at once where a type is
 * unsigned.
 */
function expression(below: (limit: number) => number, depth: number): string {
  const inner = (): string => expression(below, depth - 1);
  const one = (...choices: readonly string[]): string => choices[below(choices.length)]!;
  if (depth === 0)
    return one(
      `${below(1 << 30)}${one("", "U", "L", "UL")}`,
      `${one("0", "1", "127", "128", "255", "32768", "65535", "65536", "2147483647", "2147483648", "4294967295", "0x7fffffffffffffff")}`,
      `${below(100_000)}.${below(1_000_000)}${one("", "f", "L")}`,
      `${below(1000)}.${below(1000)}e-${below(300)}${one("", "L")}`,
      `0x${below(1 << 20).toString(16)}.${below(1 << 30).toString(16)}p${below(12)}${one("", "f", "L")}`,
    );
  switch (below(6)) {
    case 0:
      return `(-${inner()})`;
    case 1:
      return `((${one("signed char", "short", "int", "long", "float", "double", "long double")})${inner()})`;
    case 2:
      return `((unsigned ${one("char", "short", "int", "long")})(long)${inner()})`;
    case 3:
      return `(${inner()} ${one("+", "-", "*")} ${inner()})`;
    case 4:
      return `((long)${inner()} ${one("<", ">", "==", "!=", "<=", ">=")} (long)${inner()})`; // tinycc folds no comparison of floating numbers
    default:
      return `(${one("0", "1")} ? ${inner()} : ${inner()})`;
  }
}

describe.skipIf(whyNoTinycc !== "")(`constants${whyNoTinycc}`, () => {
  const directory = scratchDirectory();
  const compilers: string[] = [];
  if (whyNoTinycc === "") {
    compilers.push(chain.tcc, buildTinyccWithGcc(), buildTinyccWithCc1());
  }

  function agree(text: string): void {
    const path = write(directory, "constants.c", text);
    const output = join(directory, "constants.o");
    const [ours, ...others] = compilers.map((compiler) => {
      rmSync(output, { force: true });
      const said = run(compiler, ["-c", "-o", output, path], directory);
      return { text, ...said, object: existsSync(output) ? readFileSync(output, "base64") : "none" };
    });
    for (const other of others) expect(other).toEqual(ours);
    expect({ text, code: ours!.code, said: ours!.output }).toEqual({ text, code: 0, said: "" });
  }

  test("negative floating numbers become integers", () => {
    agree(
      types
        .map((type, i) => `${type} v${i} = (long)-3.5, w${i} = -3.5, x${i} = (int)-3.5f, y${i} = -(long)1e15L;`)
        .join("\n"),
    );
  });

  test("random initialisers", () => {
    for (const round of rounds(20)) {
      const below = draws(round);
      agree(
        Array.from(
          { length: 200 },
          (_, i) => `${types[below(types.length)]} v${i} = ${expression(below, below(4))};`,
        ).join("\n"),
      );
    }
  });
});
