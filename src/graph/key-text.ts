// A key's facts as text: the one writer that is digested. Must never write a fact that could be read as another.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import type { Fact, KeyWriter } from "./key-walk.ts";

/** Collects the canonical text of the facts that it is told: one a line, a tab between what it is and what it says. */
export class KeyText implements KeyWriter {
  #text = "";

  fact({ kind, name, value }: Fact): void {
    const line = `${factName({ kind, name })}\t${value}`;
    if (line.includes("\n") || line.split("\t").length !== 2)
      throw new Error(`our bug: the fact ${JSON.stringify(line)} of a key is more than a line of two columns`);
    this.#text += `${line}\n`;
  }

  get text(): string {
    return this.#text;
  }

  get sha256(): Sha256 {
    return sha256(this.#text);
  }
}

/** What a fact is about: `use tinycc`, `proc`. */
export function factName({ kind, name }: Pick<Fact, "kind" | "name">): string {
  return name === "" ? kind : `${kind} ${name}`;
}

/** The version that a text of any version says it has; undefined when it says none. */
export function keyVersion(text: string): number | undefined {
  const found = /^fromseed-key[\t ](\d{1,9})\n/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
