// A value somewhere inside a JSON text, and everything found wrong with it. Strict: a key that nobody asks for is a
// fault. Must never throw on bad input: a value of the wrong form is noted, and an empty one of the right form is given
// instead.

import type { Json } from "../bytes/canonical-json.ts";
import { asSha256, sha256, type Sha256 } from "../bytes/sha256.ts";

type Members = { readonly [key: string]: Json };

export class JsonSpot {
  readonly #value: Json | undefined;
  readonly #path: string;
  readonly #faults: string[];

  /** Faults are added to `faults`, which all spots of one text share. */
  constructor(value: Json | undefined, path: string, faults: string[]) {
    this.#value = value;
    this.#path = path;
    this.#faults = faults;
  }

  /** The members of an object that has exactly these keys; a key with "?" at its end may be absent. */
  members<Key extends string>(...keys: readonly Key[]): (key: Key extends `${infer Name}?` ? Name : Key) => JsonSpot {
    const value: Members = isMembers(this.#value) ? this.#value : {};
    if (!isMembers(this.#value)) this.fault("an object");
    const known = new Set(keys.map((key) => key.replace(/\?$/, "")));
    for (const key of Object.keys(value))
      if (!known.has(key)) this.#faults.push(`unknown key ${JSON.stringify(key)} in ${this.#path}`);
    const missing = new Set<string>(keys.filter((key) => !key.endsWith("?") && !Object.hasOwn(value, key)));
    if (isMembers(this.#value)) for (const key of missing) this.#faults.push(`no key "${key}" in ${this.#path}`);
    // What is wrong below a key that is missing has been said already.
    return (key) =>
      new JsonSpot(
        Object.hasOwn(value, key) ? value[key] : undefined,
        `${this.#path}.${key}`,
        missing.has(key) ? [] : this.#faults,
      );
  }

  /** The value below some keys, where there is one; nothing is said of other keys. */
  inner(...keys: readonly string[]): JsonSpot {
    let value = this.#value;
    for (const key of keys) value = isMembers(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    return new JsonSpot(value, [this.#path, ...keys].join("."), this.#faults);
  }

  items(): readonly JsonSpot[] {
    if (!Array.isArray(this.#value)) this.fault("an array");
    return Array.isArray(this.#value)
      ? this.#value.map((value: Json, index) => new JsonSpot(value, `${this.#path}[${index}]`, this.#faults))
      : [];
  }

  /** What `read` makes of the value itself; it says nothing of what is wrong with one. */
  whole<T>(read: (value: Json) => T | undefined): T | undefined {
    return this.#value === undefined ? undefined : read(this.#value);
  }

  present(): boolean {
    return this.#value !== undefined;
  }

  text(): string {
    if (typeof this.#value !== "string" || !this.#value.isWellFormed()) this.fault("a text");
    return typeof this.#value === "string" ? this.#value.toWellFormed() : "";
  }

  /** The value when it is a text; no fault when it is not. */
  textIfAny(): string | undefined {
    return typeof this.#value === "string" ? this.#value : undefined;
  }

  /** A text that can only be this one. */
  constant(expected: string): void {
    if (this.#value !== expected) this.fault(JSON.stringify(expected));
  }

  /** A text that ends in "/", without that. */
  directoryName(): string {
    const text = this.text();
    if (!text.endsWith("/")) this.fault('a name that ends in "/"');
    return text.replace(/\/$/, "");
  }

  digest(): Sha256 {
    const found = typeof this.#value === "string" ? asSha256(this.#value) : undefined;
    if (found === undefined) this.fault("64 lower-case hexadecimal digits");
    return found ?? sha256("");
  }

  count(): number {
    const good = typeof this.#value === "number" && Number.isSafeInteger(this.#value) && this.#value >= 0;
    if (!good) this.fault("a whole number that is not negative");
    return good ? (this.#value as number) : 0;
  }

  truth(): boolean {
    if (typeof this.#value !== "boolean") this.fault("true or false");
    return this.#value === true;
  }

  fault(expected: string): void {
    this.#faults.push(`${this.#path} is not ${expected}`);
  }
}

function isMembers(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
