// TreeShape: what the tree of an archive holds so far, by path, and the limits on it. Must never take two different
// things for one path, nor a path through what is no directory.

import { type UnpackLimits, tooMuch } from "../limits.ts";
import { Refused, quoted } from "../refused.ts";

export type Node = "directory" | "file" | "executable" | "link";

export class TreeShape {
  readonly #limits: UnpackLimits;
  readonly #nodes = new Map<string, Node>([["", "directory"]]);
  readonly #links = new Map<string, string>();
  #written = 0;
  #text = 0;

  constructor(limits: UnpackLimits) {
    this.#limits = limits;
  }

  /** Bytes of all files. */
  get written(): number {
    return this.#written;
  }

  /** The target of each link, by its path. */
  get links(): ReadonlyMap<string, string> {
    return this.#links;
  }

  node(path: string): Node | undefined {
    return this.#nodes.get(path);
  }

  /** The directories that a path lies in and that are not there yet, topmost first. */
  missingAbove(path: string): readonly string[] {
    const missing: string[] = [];
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const parent = path.slice(0, end);
      const node = this.#nodes.get(parent);
      if (node === "directory") break;
      if (node !== undefined)
        throw new Refused(
          `${quoted(path)} would be written through ${quoted(parent)}, which is a ${node === "link" ? "link" : "file"}`,
        );
      missing.push(parent);
    }
    return missing.reverse();
  }

  /** Enters a directory or file that is not there yet. */
  add(path: string, node: Exclude<Node, "link">): void {
    this.#check(path);
    this.#nodes.set(path, node);
    this.#count(path);
  }

  /** Enters a link that is not there yet. */
  addLink(path: string, target: string): void {
    const { target: longest } = this.#limits;
    const says = (found: string): string => `the target of the link ${quoted(path)} ${found}`;
    this.#check(path);
    if (target === "") throw new Refused(says("is empty"));
    if (target.includes("\n")) throw new Refused(says("holds a line feed, which no tree may"));
    if (Buffer.byteLength(target) > longest) throw tooMuch(says(`is longer than ${longest} bytes`));
    this.#nodes.set(path, "link");
    this.#links.set(path, target);
    this.#count(path, target);
  }

  /** Counts bytes of files before they are written. */
  write(bytes: number): void {
    this.#written += bytes;
    if (this.#written > this.#limits.written) throw tooMuch(`it unpacks to more than ${this.#limits.written} bytes`);
  }

  /** Refuses a path that no tree may hold (src/store/LISTING.md), or that goes deeper than the limit. */
  #check(path: string): void {
    const { name, path: longest, depth } = this.#limits;
    const says = (found: string): string => `the path ${quoted(path)} ${found}`;
    if (path.includes("\n")) throw new Refused(says("holds a line feed, which no tree may"));
    if (Buffer.byteLength(path) > longest) throw tooMuch(says(`is longer than ${longest} bytes`));
    const names = path.split("/");
    if (names.length > depth) throw tooMuch(says(`goes through more than ${depth} directories`));
    if (names.some((each) => Buffer.byteLength(each) > name)) throw tooMuch(says(`holds a name over ${name} bytes`));
  }

  #count(...text: readonly string[]): void {
    for (const each of text) this.#text += Buffer.byteLength(each);
    const { nodes, text: most } = this.#limits;
    if (this.#nodes.size > nodes + 1) throw tooMuch(`it unpacks to more than ${nodes} files, links and directories`);
    if (this.#text > most) throw tooMuch(`the paths and link targets in it take more than ${most} bytes together`);
  }
}
