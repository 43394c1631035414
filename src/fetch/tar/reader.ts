// TarReader: takes the bytes of a tar archive in pieces of any size and calls a handler for each entry. Long names by
// GNU (types L and K) and by pax (x and g) are put together here. Must never call the handler for what it has not
// understood, nor keep more of the archive than one header and what counts of it.
//
//   header --body--> body --padding--> header      zeros --> tail: nothing but zeros may follow
//          --L K x g--> meta --padding--> header

import { isUtf8 } from "node:buffer";
import { type UnpackLimits, tooMuch } from "../limits.ts";
import { Refused, quoted } from "../refused.ts";
import type { Steps } from "../steps.ts";
import { LONGEST } from "./entry-path.ts";
import { type PaxRecords, readPax } from "./pax.ts";
import { BLOCK, type TarHeader, readHeader } from "./header.ts";

export interface TarEntry {
  readonly type: "file" | "hard link" | "link" | "directory";
  /** As written in the archive, but valid UTF-8 and without NUL. */
  readonly name: string;
  /** Empty but for the two kinds of link. */
  readonly target: string;
  readonly mode: number;
  /** Of the body that follows; 0 but for files. */
  readonly size: number;
}

export interface TarHandler {
  entry(entry: TarEntry): Iterable<undefined>;
  /** A part of the last entry's body. Valid during the call only. */
  body(bytes: Buffer): void;
  /** The last entry's body is complete. */
  done(): void;
}

const WHAT: Readonly<Record<string, string>> = {
  "3": "a character device",
  "4": "a block device",
  "6": "a fifo",
  S: "a sparse file",
  V: "a volume label",
  M: "a part of a file of another volume",
  D: "a directory of an incremental dump",
};

export class TarReader {
  readonly #handler: TarHandler;
  readonly #limits: UnpackLimits;
  #state: "header" | "body" | "meta" | "padding" | "tail" = "header";
  readonly #block = Buffer.alloc(BLOCK);
  #filled = 0;
  /** Bytes of the body, the meta or the padding still to come; bytes of the tail so far. */
  #left = 0;
  #padding = 0;
  #meta: { readonly type: string; readonly bytes: Buffer } = { type: "", bytes: Buffer.alloc(0) };
  #headers = 0;
  /** From pax headers: for all entries that follow, and for the next one. */
  #global: PaxRecords = {};
  #local: PaxRecords | undefined;
  #longName: Buffer | undefined;
  #longTarget: Buffer | undefined;

  constructor(handler: TarHandler, limits: UnpackLimits) {
    this.#handler = handler;
    this.#limits = limits;
  }

  /** Takes the next bytes of the archive, at most some hundred thousand. */
  *push(bytes: Uint8Array): Steps {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < piece.length; ) {
      const there = piece.length - at;
      switch (this.#state) {
        case "header":
          if (this.#filled === 0 && there >= BLOCK) {
            yield* this.#header(piece.subarray(at, at + BLOCK));
            at += BLOCK;
          } else {
            const count = piece.copy(this.#block, this.#filled, at, at + Math.min(there, BLOCK - this.#filled));
            this.#filled += count;
            at += count;
            if (this.#filled < BLOCK) break;
            this.#filled = 0;
            yield* this.#header(this.#block);
          }
          break;
        case "body":
        case "meta": {
          const count = Math.min(there, this.#left);
          const part = piece.subarray(at, at + count);
          if (this.#state === "body") this.#handler.body(part);
          else part.copy(this.#meta.bytes, this.#meta.bytes.length - this.#left);
          this.#left -= count;
          at += count;
          if (this.#left === 0) this.#bodyDone();
          break;
        }
        case "padding": {
          const count = Math.min(there, this.#padding);
          this.#padding -= count;
          at += count;
          if (this.#padding === 0) this.#state = "header";
          break;
        }
        case "tail":
          for (; at < piece.length; at++)
            if (piece[at] !== 0) throw new Refused("other bytes follow the end of the tar archive");
          this.#left += there;
          if (this.#left > this.#limits.tail)
            throw tooMuch(`more than ${this.#limits.tail} zeros follow the end of the tar archive`);
      }
    }
    yield;
  }

  /** No more bytes come. */
  end(): void {
    if (this.#state !== "tail") throw new Refused("it ends too early: the tar archive has no end mark");
  }

  *#header(block: Buffer): Steps {
    yield;
    if (block[0] === 0 && block.every((byte) => byte === 0)) {
      if (this.#local !== undefined || this.#longName !== undefined || this.#longTarget !== undefined)
        throw new Refused("a long name at the end of the tar archive belongs to no entry");
      this.#state = "tail";
      this.#left = 0;
      return;
    }
    if (++this.#headers > this.#limits.headers) throw tooMuch(`it holds more than ${this.#limits.headers} headers`);
    const header = readHeader(block);
    if ("LKxg".includes(header.type)) {
      const { meta } = this.#limits;
      if (header.size > meta)
        throw tooMuch(`a name or pax header of the tar archive takes ${header.size} bytes, more than ${meta}`);
      this.#meta = { type: header.type, bytes: Buffer.alloc(header.size) };
      this.#bodyFollows("meta", header.size);
      return;
    }
    const entry = this.#entry(header);
    this.#local = this.#longName = this.#longTarget = undefined;
    yield* this.#handler.entry(entry);
    this.#bodyFollows("body", entry.size);
  }

  #bodyFollows(state: "body" | "meta", size: number): void {
    this.#state = state;
    this.#left = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (size === 0) this.#bodyDone();
  }

  #bodyDone(): void {
    if (this.#state === "body") this.#handler.done();
    else this.#metaDone();
    this.#state = this.#padding > 0 ? "padding" : "header";
  }

  #metaDone(): void {
    const { type, bytes } = this.#meta;
    if (type === "x") this.#local = readPax(bytes);
    else if (type === "g") this.#global = { ...this.#global, ...readPax(bytes) };
    else {
      const end = bytes.indexOf(0);
      const name = end === -1 ? bytes : bytes.subarray(0, end);
      if (type === "L") this.#longName = name;
      else this.#longTarget = name;
    }
  }

  #entry(header: TarHeader): TarEntry {
    const pax = { ...this.#global, ...this.#local };
    const name = textOf(pax.path ?? this.#longName ?? header.name, "name");
    if (pax.sparse === true) throw new Refused(`entry ${quoted(name)} is a sparse file, which is not supported`);
    const size = pax.size ?? header.size;
    const type = typeOf(header.type, name);
    if (type !== "file" && size !== 0)
      throw new Refused(`entry ${quoted(name)} is a ${type} with ${size} bytes of content`);
    const target =
      type === "link" || type === "hard link"
        ? textOf(pax.linkpath ?? this.#longTarget ?? header.target, "link target")
        : "";
    return { type, name, target, mode: header.mode, size };
  }
}

function typeOf(type: string, name: string): TarEntry["type"] {
  if (type === "0" || type === "7") return name.endsWith("/") ? "directory" : "file";
  if (type === "1") return "hard link";
  if (type === "2") return "link";
  if (type === "5") return "directory";
  throw new Refused(
    `entry ${quoted(name)} is ${WHAT[type] ?? `of the unknown type ${quoted(type)}`}, not a file, directory or link`,
  );
}

function textOf(bytes: Buffer, what: string): string {
  // Not read further: a global pax header gives one to every entry that follows.
  if (bytes.length > LONGEST)
    throw new Refused(`the ${what} ${quoted(bytes.toString("utf8", 0, LONGEST))} is longer than ${LONGEST} bytes`);
  if (!isUtf8(bytes))
    throw new Refused(`the ${what} ${quoted(bytes.toString("latin1"))} (read as Latin-1) is not UTF-8`, {
      hint: "a tree holds UTF-8 alone, and no path is renamed: another packing of the source may do",
    });
  if (bytes.includes(0)) throw new Refused(`the ${what} ${quoted(bytes.toString("utf8"))} holds a NUL`);
  return bytes.toString("utf8");
}
