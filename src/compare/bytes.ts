// How two files differ: where first, in how many bytes, and in which section or line that is.
// Must never claim more than the bytes show: no guess at why.

import { elfPlace } from "./elf.ts";

export interface BytesDifference {
  /** In bytes, of the one and the other. */
  readonly sizes: readonly [number, number];
  /** Counts from 0; the shorter file's size when it is the beginning of the longer. */
  readonly firstOffset: number;
  /** Places that hold different bytes, and those that only the longer file has. */
  readonly differingBytes: number;
  readonly place:
    | {
        readonly type: "elf" /** In the one and the other, where each is an ELF file and reaches that far. */;
        readonly parts: readonly [
          string | undefined,
          string | undefined,
        ] /** Into the part of the first that has one. */;
        readonly offset: number;
      }
    | {
        readonly type: "text" /** Counts from 1. */;
        readonly line: number /** Undefined past the end. */;
        readonly lines: readonly [string | undefined, string | undefined];
      }
    | { readonly type: "binary"; readonly around: readonly [string, string] };
}

/** So much of a line or of the bytes around is given, in code units or bytes. */
const LONGEST_LINE = 200;
const BYTES_AROUND = 16;

/** Compares two contents; undefined when they are the same. */
export function compareBytes(a: Uint8Array, b: Uint8Array): BytesDifference | undefined {
  const common = Math.min(a.length, b.length);
  let firstOffset = 0;
  while (firstOffset < common && a[firstOffset] === b[firstOffset]) firstOffset++;
  if (firstOffset === common && a.length === b.length) return undefined;
  let differingBytes = Math.max(a.length, b.length) - common;
  for (let at = firstOffset; at < common; at++) if (a[at] !== b[at]) differingBytes++;
  return { sizes: [a.length, b.length], firstOffset, differingBytes, place: placeOf(a, b, firstOffset) };
}

function placeOf(a: Uint8Array, b: Uint8Array, offset: number): BytesDifference["place"] {
  const [inA, inB] = [
    offset < a.length ? elfPlace(a, offset) : undefined,
    offset < b.length ? elfPlace(b, offset) : undefined,
  ];
  const found = inA ?? inB;
  if (found !== undefined) return { type: "elf", parts: [inA?.part, inB?.part], offset: found.offset };
  const [textA, textB] = [textOf(a), textOf(b)];
  if (textA !== undefined && textB !== undefined) {
    const line = countLines(a, offset);
    return { type: "text", line, lines: [lineAt(textA, line), lineAt(textB, line)] };
  }
  const from = Math.max(0, offset - BYTES_AROUND / 2);
  return {
    type: "binary",
    around: [a, b].map((bytes) => Buffer.from(bytes.subarray(from, from + BYTES_AROUND)).toString("hex")) as [
      string,
      string,
    ],
  };
}

/** UTF-8 without zero bytes, or undefined. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function countLines(bytes: Uint8Array, to: number): number {
  let line = 1;
  for (let at = 0; at < to; at++) if (bytes[at] === 10) line++;
  return line;
}

function lineAt(text: string, line: number): string | undefined {
  const lines = text.split("\n", line);
  const found = lines[line - 1];
  return found === undefined || found.length <= LONGEST_LINE ? found : `${found.slice(0, LONGEST_LINE)}...`;
}
