// A quorum policy: whose signatures are needed, as a small text that is read line by line (POLICY.md gives the
// grammar). Must never accept a policy whose meaning a reader could mistake: names are used once, after they are
// defined, and all of them count.

import { fail, succeed, type Failure, type Place, type Result } from "../model/failure.ts";

/** A signer or a group, by the name that the policy gives it. Each stands in one place only, so nobody counts twice. */
export type PolicyNode =
  | { readonly type: "signer"; readonly name: string; readonly fingerprint: string }
  | { readonly type: "group"; readonly name: string; readonly needs: number; readonly members: readonly PolicyNode[] };

export interface Policy {
  readonly quorum: PolicyNode;
  /** In the order of the text. */
  readonly signers: readonly { readonly name: string; readonly fingerprint: string }[];
}

const LONGEST_TEXT = 1_000_000;
const DEEPEST = 32;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/;

interface Word {
  readonly text: string;
  readonly at: Place;
}

interface Defined {
  readonly node: PolicyNode;
  readonly at: Place;
  readonly depth: number;
  /** Where the name is used, once it is. */
  used: Place | undefined;
}

/** Reads a policy, or gives every fault in it with its place. */
export function parsePolicy(text: string, file: string): Result<Policy> {
  if (text.length > LONGEST_TEXT)
    return fail("policy-form", `Cannot read policy "${file}": it has more than ${LONGEST_TEXT} characters`);
  const reader = new PolicyReader(file);
  for (const words of linesOf(text, file)) reader.line(words);
  return reader.finish(text);
}

/** The words of each line that has any; a line that begins with "#" has none. */
function* linesOf(text: string, file: string): Generator<readonly [Word, ...Word[]]> {
  for (const [index, line] of text.split("\n").entries()) {
    if (line.startsWith("#")) continue;
    const words = [...line.matchAll(/[^ \t]+/g)].map((match) => ({
      text: match[0],
      at: { file, line: index + 1, column: match.index + 1, length: match[0].length, text: line },
    }));
    if (words[0] !== undefined) yield [words[0], ...words.slice(1)];
  }
}

class PolicyReader {
  readonly #file: string;
  readonly #failures: Failure[] = [];
  readonly #defined = new Map<string, Defined>();
  readonly #fingerprints = new Map<string, Defined>();
  #quorum: Defined | undefined;
  #quorumAt: Place | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  line([keyword, ...words]: readonly [Word, ...Word[]]): void {
    if (keyword.text === "signer") this.#signer(keyword, words);
    else if (keyword.text === "group") this.#group(keyword, words);
    else if (keyword.text === "quorum") this.#quorumLine(keyword, words);
    else
      this.#refuse(keyword, `${JSON.stringify(keyword.text)} is not a keyword`, {
        hint: 'a line is "signer", "group", "quorum", a comment that begins with "#", or empty',
      });
  }

  finish(text: string): Result<Policy> {
    const end = {
      text: "",
      at: {
        file: this.#file,
        line: text.split("\n").length,
        column: 1,
        length: 1,
        text: text.split("\n").at(-1) ?? "",
      },
    };
    if (this.#quorumAt === undefined)
      this.#refuse(end, "it has no quorum line", { hint: 'say what is needed: "quorum NAME"' });
    for (const { node, at, used } of this.#defined.values()) {
      if (used === undefined && this.#quorumAt !== undefined)
        this.#refuse({ text: node.name, at }, `"${node.name}" counts for nothing`, {
          hint: "put it into a group, or make its line a comment",
        });
    }
    if (this.#failures.length > 0 || this.#quorum === undefined) return { ok: false, failures: this.#failures };
    const signers = [...this.#defined.values()].map(({ node }) => node).filter((node) => node.type === "signer");
    return succeed({
      quorum: this.#quorum.node,
      signers: signers.map(({ name, fingerprint }) => ({ name, fingerprint })),
    });
  }

  /** signer NAME FINGERPRINT */
  #signer(keyword: Word, [name, fingerprint, ...more]: readonly Word[]): void {
    if (name === undefined || fingerprint === undefined || more.length > 0)
      return this.#form(keyword, "signer NAME FINGERPRINT");
    const digits = fingerprint.text.toLowerCase();
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(digits)) {
      return this.#refuse(fingerprint, `${JSON.stringify(fingerprint.text)} is not a whole fingerprint`, {
        hint: "40 or 64 hexadecimal digits in one word; a key ID is not enough, as it can be forged",
      });
    }
    const other = this.#fingerprints.get(digits);
    if (other !== undefined)
      return this.#refuse(fingerprint, `signer "${other.node.name}" has this fingerprint already`, {
        seeAlso: { says: `"${other.node.name}" is defined here`, place: other.at },
      });
    const defined = this.#define(name, { type: "signer", name: name.text, fingerprint: digits }, 0);
    if (defined !== undefined) this.#fingerprints.set(digits, defined);
  }

  /** group NAME (K | any | all) MEMBER... */
  #group(keyword: Word, [name, count, ...names]: readonly Word[]): void {
    if (name === undefined || count === undefined || names.length === 0)
      return this.#form(keyword, "group NAME (COUNT | any | all) MEMBER...");
    const members = names.map((each) => this.#use(each)).filter((each) => each !== undefined);
    const needs =
      count.text === "any"
        ? 1
        : count.text === "all"
          ? names.length
          : /^[1-9][0-9]{0,5}$/.test(count.text)
            ? Number(count.text)
            : 0;
    if (needs < 1 || needs > names.length)
      return this.#refuse(count, `${JSON.stringify(count.text)} is not a count of ${names.length} members`, {
        hint: `1 to ${names.length}, "any" or "all"`,
      });
    const depth = Math.max(0, ...members.map((each) => each.depth)) + 1;
    if (depth > DEEPEST) return this.#refuse(name, `groups are nested deeper than ${DEEPEST}`);
    this.#define(name, { type: "group", name: name.text, needs, members: members.map((each) => each.node) }, depth);
  }

  /** quorum NAME */
  #quorumLine(keyword: Word, [name, ...more]: readonly Word[]): void {
    if (name === undefined || more.length > 0) return this.#form(keyword, "quorum NAME");
    if (this.#quorumAt !== undefined)
      return this.#refuse(keyword, "it has two quorum lines", {
        seeAlso: { says: "the first is here", place: this.#quorumAt },
      });
    this.#quorumAt = keyword.at;
    this.#quorum = this.#use(name);
  }

  #define(name: Word, node: PolicyNode, depth: number): Defined | undefined {
    const other = this.#defined.get(name.text);
    if (!NAME.test(name.text))
      this.#refuse(name, `${JSON.stringify(name.text)} is not a name`, {
        hint: "letters, digits and . _ @ + - after a letter or digit, at most 64",
      });
    else if (other !== undefined)
      this.#refuse(name, `"${name.text}" is defined twice`, {
        seeAlso: { says: "the first is here", place: other.at },
      });
    else {
      const defined = { node, at: name.at, depth, used: undefined };
      this.#defined.set(name.text, defined);
      return defined;
    }
    return undefined;
  }

  #use(name: Word): Defined | undefined {
    const defined = this.#defined.get(name.text);
    if (defined === undefined) this.#refuse(name, `no signer or group above is named ${JSON.stringify(name.text)}`);
    else if (defined.used !== undefined)
      this.#refuse(name, `"${name.text}" counts in two places`, {
        seeAlso: { says: "it counts here already", place: defined.used },
      });
    else defined.used = name.at;
    return defined;
  }

  #form(keyword: Word, form: string): void {
    this.#refuse(keyword, `a ${keyword.text} line has another form`, { hint: `the form is: ${form}` });
  }

  #refuse(word: Word, found: string, more: Omit<Failure, "kind" | "code" | "message" | "place"> = {}): void {
    this.#failures.push({
      kind: "failure",
      code: "policy-form",
      message: `Cannot read policy "${this.#file}": ${found}`,
      place: word.at,
      ...more,
    });
  }
}
