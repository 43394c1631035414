// Whether a dependency of some target is one of ours: cfg expressions (Rust Reference, "Conditional compilation") and
// triples, as the tables [target.'...'.dependencies] have them. Must never call false what it does not know.

/** Triples whose parts are what cfg calls them; of others (armv7, wasm32, gnueabihf, no system) rustc alone knows. */
const PLAIN =
  /^(x86_64|i[3-6]86|aarch64)-(unknown|pc|apple)-(linux-(gnu|musl)|windows-(gnu|msvc)|darwin|freebsd|netbsd)$/;

/** What is known of a triple; keys without a value are set or not. */
function factsOf(triple: string): ReadonlyMap<string, string | boolean> {
  if (!PLAIN.test(triple)) return new Map();
  const [arch = "", vendor = "", os = "", env = ""] = triple.split("-");
  const unix = os !== "windows";
  return new Map<string, string | boolean>([
    ["target_arch", arch.replace(/^i[3-6]86$/, "x86")],
    ["target_vendor", vendor],
    ["target_os", os === "darwin" ? "macos" : os],
    ["target_env", env],
    ["target_family", unix ? "unix" : os],
    ["unix", unix],
    ["windows", os === "windows"],
  ]);
}

/** False when the table is surely of none of the targets. `table` is a triple, or `cfg(...)`. */
export function mayConcern(table: string, targets: readonly string[]): boolean {
  const inner = /^cfg\(([^]*)\)$/.exec(table.trim())?.[1];
  if (inner === undefined) return table.startsWith("cfg(") || targets.includes(table);
  const words = inner.match(/[A-Za-z_][A-Za-z0-9_]*|"[^"]*"|[(),=]/g) ?? [];
  return targets.some((target) => new Expression(words, factsOf(target)).whole() !== false);
}

/** Undefined where it cannot be known. */
type Known = boolean | undefined;

class Expression {
  readonly #words: readonly string[];
  readonly #facts: ReadonlyMap<string, string | boolean>;
  #at = 0;

  constructor(words: readonly string[], facts: ReadonlyMap<string, string | boolean>) {
    this.#words = words;
    this.#facts = facts;
  }

  /** Of all words; what is cut off or goes on cannot be known. */
  whole(): Known {
    const value = this.value();
    return this.#at === this.#words.length ? value : undefined;
  }

  /** `all(...)`, `any(...)`, `not(...)`, `KEY = "VALUE"` or `KEY`. */
  value(): Known {
    const word = this.#words[this.#at++];
    const next = this.#words[this.#at];
    if (next === "(") {
      const all = this.#list();
      if (word === "not") return all.length === 1 && all[0] !== undefined ? !all[0] : undefined;
      if (word === "all") return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
      if (word === "any") return all.includes(true) ? true : all.includes(undefined) ? undefined : false;
      return undefined;
    }
    if (next === "=") {
      const value = this.#words[this.#at + 1]?.slice(1, -1);
      this.#at += 2;
      const fact = this.#facts.get(word ?? "");
      return typeof fact === "string" ? fact === value : undefined;
    }
    const fact = this.#facts.get(word ?? "");
    return typeof fact === "boolean" ? fact : undefined;
  }

  #list(): readonly Known[] {
    const all: Known[] = [];
    this.#at++;
    while (this.#at < this.#words.length && this.#words[this.#at] !== ")") {
      const before = this.#at;
      all.push(this.value());
      if (this.#words[this.#at] === ",") this.#at++;
      if (this.#at === before) break;
    }
    this.#at++;
    return all;
  }
}
