// Random expressions of cc0's language with their values by a model that computes with 64-bit BigInt. gcc is no oracle
// here: to it literals and comparisons are 32-bit.

import fc from "fast-check";

/** An expression: its text, how tightly it binds (12: as a name does), and its value. */
export interface Expression {
  readonly text: string;
  readonly binds: number;
  readonly value: bigint;
}

const long = (value: bigint): bigint => BigInt.asIntN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

const variables: Readonly<Record<string, bigint>> = {
  a: 0n,
  b: 1n,
  c: -1n,
  d: 12345n,
  e: -98765432109n,
  f: 0x7fffffffffffffffn, // long, some local and some global
  x: 65n,
  y: -128n,
  z: 127n, // char
};
const cells = [3n, -7n, 1n << 40n, 0n, 99n, -1n, 8n, 2n];
const bytes = [1n, -1n, 100n, -100n, 0n, 127n, -128n, 64n];

const binary: readonly (readonly [string, number, (l: bigint, r: bigint) => bigint])[] = [
  ["||", 1, (l, r) => truth(l !== 0n || r !== 0n)],
  ["&&", 2, (l, r) => truth(l !== 0n && r !== 0n)],
  ["|", 3, (l, r) => l | r],
  ["^", 4, (l, r) => l ^ r],
  ["&", 5, (l, r) => l & r],
  ["==", 6, (l, r) => truth(l === r)],
  ["!=", 6, (l, r) => truth(l !== r)],
  ["<", 7, (l, r) => truth(l < r)],
  [">", 7, (l, r) => truth(l > r)],
  ["<=", 7, (l, r) => truth(l <= r)],
  [">=", 7, (l, r) => truth(l >= r)],
  ["+", 9, (l, r) => long(l + r)],
  ["-", 9, (l, r) => long(l - r)],
  ["*", 10, (l, r) => long(l * r)],
];

const within = (e: Expression, least: number): string => (e.binds >= least ? e.text : `(${e.text})`);
const group = (text: string, value: bigint, binds = 12): Expression => ({ text, binds, value });
const low = (e: Expression, mask: bigint): Expression => group(`(${within(e, 5)} & ${mask})`, e.value & mask);

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom(...Object.entries(variables)).map(([name, value]) => group(name, value)),
  fc
    .constantFrom(0n, 1n, 2n, 8n, 255n, 0x7fffffffn, 0x80000000n, 0xffffffffn, 0x7fffffffffffffffn)
    .map((value) => group(`${value}`, value)),
  fc.bigInt({ min: 0n, max: 0x7fffffffffffffffn }).map((value) => group(`0x${value.toString(16)}`, value)),
  fc
    .integer({ min: 32, max: 126 })
    .filter((code) => code !== 39 && code !== 92)
    .map((code) => group(`'${String.fromCharCode(code)}'`, BigInt(code))),
  fc.constantFrom(
    group("sizeof(long)", 8n),
    group("sizeof(char *)", 8n),
    group("s.m", 77n),
    group("at->n", -5n),
    group("at->t[2]", 107n),
    group("LATE", -3n),
  ),
);

const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie("expression");
  return {
    expression: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.constantFrom(...binary), inner, inner)
        .map(([[name, level, apply], l, r]) =>
          group(`${within(l, level)} ${name} ${within(r, level + 1)}`, apply(l.value, r.value), level),
        ),
      fc.tuple(inner, inner).map(([l, r]) => {
        const divisor = group(`(${within(low(r, 1023n), 3)} | 1)`, (r.value & 1023n) | 1n);
        return group(`${within(l, 10)} / ${divisor.text}`, long(l.value / divisor.value), 10);
      }),
      fc
        .tuple(inner, inner)
        .map(([l, r]) => group(`${within(l, 10)} % (${low(r, 63n).text} + 1)`, l.value % ((r.value & 63n) + 1n), 10)),
      fc
        .tuple(inner, inner)
        .map(([l, r]) => group(`${within(l, 8)} << ${low(r, 63n).text}`, long(l.value << (r.value & 63n)), 8)),
      fc
        .tuple(inner, inner)
        .map(([l, r]) => group(`${within(l, 8)} >> ${low(r, 63n).text}`, l.value >> (r.value & 63n), 8)),
      inner.map((e) => group(`-${e.text.startsWith("-") ? " " : ""}${within(e, 11)}`, long(-e.value), 11)),
      inner.map((e) => group(`~${within(e, 11)}`, ~e.value, 11)),
      inner.map((e) => group(`!${within(e, 11)}`, truth(e.value === 0n), 11)),
      inner.map((e) => group(`(char)${within(e, 11)}`, BigInt.asIntN(8, e.value), 11)),
      inner.map((e) => group(`cells[${low(e, 7n).text}]`, cells[Number(e.value & 7n)]!)),
      inner.map((e) => group(`*(q + ${low(e, 7n).text})`, cells[Number(e.value & 7n)]!, 11)),
      inner.map((e) => group(`p[${low(e, 7n).text}]`, bytes[Number(e.value & 7n)]!)),
      inner.map((e) => group(`(&q[${low(e, 7n).text}] - cells)`, e.value & 7n)),
      inner.map((e) => group(`(t = ${e.text})`, e.value)),
      inner.map((e) => group(`(u = ${e.text})`, BigInt.asIntN(8, e.value))),
      fc.tuple(inner, inner).map(([l, r]) => group(`first(${l.text}, ${r.text})`, l.value)),
      fc.tuple(inner, inner).map(([l, r]) => group(`minus(${l.text}, ${r.text})`, long(l.value - r.value))),
      fc
        .tuple(inner, inner, inner)
        .map(([c, l, r]) =>
          group(`${within(c, 1)} ? ${l.text} : ${within(r, 0)}`, c.value !== 0n ? l.value : r.value, 0),
        ),
    ),
  };
});

const before = `
enum { LATE = -3 };
struct small { char c; long m; long n; char t[5]; };
long cells[] = {${cells.join(", ")}};
char bytes[8];
long a; long d; long f; char y;
struct small s;
void print(long value) {
  char digits[17]; long i;
  for (i = 15; i >= 0; i--) { digits[i] = "0123456789abcdef"[value & 15]; value = value >> 4; }
  digits[16] = '\\n';
  syscall(1, 1, (long)digits, 17);
}
long first(long l, long r) { return l; }
long minus(long l, long r) { return l - r; }
`;
const assign = (name: string, value: bigint): string => `  ${name} = ${value < 0n ? `-${-value}` : value};\n`;
const begin = `long main(long argc, char **argv) {
  long b; long c; long e; char x; char z; long t; char u; char *p; long *q; struct small *at;
${Object.entries(variables)
  .map(([name, value]) => assign(name, value))
  .join("")}${bytes.map((value, i) => assign(`bytes[${i}]`, value)).join("")}
  p = bytes; q = cells; at = &s; s.m = 77; s.n = -5; at->t[2] = 'k';
`;

/** A program of cc0's language that prints their values. */
export function program(expressions: readonly Expression[]): string {
  return before + begin + expressions.map((e) => `  print(${e.text});\n`).join("") + "  return 0;\n}\n";
}

/** What it prints. */
export function printed(expressions: readonly Expression[]): string {
  return expressions.map((e) => BigInt.asUintN(64, e.value).toString(16).padStart(16, "0") + "\n").join("");
}

export const many = fc.array(expression, { minLength: 1, maxLength: 20, size: "max" });
