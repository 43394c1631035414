// A key's facts as text, and the text as facts: the one writer that is digested, and the one reader. Must never read a
// text whose facts no walk tells in this order.

import { sha256, type Sha256 } from "../bytes/sha256.ts";
import { FACTS, KEY_VERSION, type Fact, type FactKind, type KeyWriter } from "./key-walk.ts";

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

/** Tells a writer what a text holds. False when it is not a key of this version; then the writer was told nothing. */
export function replayKey(text: string, writer: KeyWriter): boolean {
  if (keyVersion(text) !== KEY_VERSION || !text.endsWith("\n")) return false;
  const facts: Fact[] = [];
  const names = new Set<string>();
  let last = 0;
  for (const line of text.slice(0, -1).split("\n")) {
    const [about = "", value, ...more] = line.split("\t");
    const space = about.indexOf(" ");
    const kind = (space < 0 ? about : about.slice(0, space)) as FactKind;
    const at = FACTS.indexOf(kind, last);
    if (value === undefined || more.length > 0 || at < 0 || names.has(about)) return false;
    last = at;
    names.add(about);
    facts.push({ kind, name: space < 0 ? "" : about.slice(space + 1), value });
  }
  for (const fact of facts) writer.fact(fact);
  return true;
}

/** The version that a text of any version says it has; undefined when it says none. */
export function keyVersion(text: string): number | undefined {
  const found = /^fromseed-key[\t ](\d{1,9})\n/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
