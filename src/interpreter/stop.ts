// Why a program cannot go on: a value for whoever runs it. Inside the interpreter it travels as an exception, since what
// finds it (a load, a decoder) is far below what can give it back. Must never mean a mistake of ours.

export type StopReason =
  /** No static amd64 program for Linux: another machine's, truncated, or at addresses that there are none of here. */
  | "not-a-program"
  | "unknown-instruction"
  | "unknown-system-call"
  /** An access to memory that the program does not have, or not so. */
  | "memory-fault"
  /** Division by zero, or a quotient that has no room. */
  | "divide-error"
  /** More memory, or more in files, than was allowed. */
  | "memory-limit";

export interface Stop {
  readonly reason: StopReason;
  /** What was found, in words: "a read of 8 bytes at 0x0". */
  readonly found: string;
  /** Where the instruction stands. */
  readonly address?: number;
  /** The bytes there, as many as there are and at most 15. */
  readonly bytes?: Uint8Array;
  /** The routine that holds it, where the program has symbols: `main+12`. */
  readonly routine?: string;
}

/** A stop in one line: "unknown instruction: an instruction that is not known, at 0x401000 in main+12, ...". */
export function stopText({ reason, found, address, bytes, routine }: Stop): string {
  const hex = [...(bytes ?? [])].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return (
    `${reason.replaceAll("-", " ")}: ${found}` +
    (address === undefined ? "" : `, at 0x${address.toString(16)}`) +
    (routine === undefined ? "" : ` in ${routine}`) +
    (hex === "" ? "" : `, where the bytes are ${hex}`)
  );
}

/** Carries a stop from where it is found to where the program is run. */
export class Stopped extends Error {
  readonly reason: StopReason;
  readonly found: string;
  constructor(reason: StopReason, found: string) {
    super(found);
    this.reason = reason;
    this.found = found;
  }
}
