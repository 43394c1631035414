// Reading a policy, line by line (POLICY.md gives the grammar). Must never accept a policy whose meaning a reader could
// mistake: names are used after they are defined, all of them count, and nobody has two votes in one group.

import { FORMS, type Keyword, type OnceKeyword } from "./forms.ts";
import { fail, succeed, type Failure, type Place, type Result } from "../model/failure.ts";
import {
  countOf,
  isPath,
  linesOf,
  NAME,
  opaqueOf,
  PATTERN,
  takeFingerprint,
  timeOf,
  type Line,
  type Word,
} from "./lines.ts";
import {
  CARES,
  DEEDS,
  firstTwice,
  TRAITS,
  votersOf,
  type Deed,
  type OpaqueRule,
  type PathRule,
  type Person,
  type Policy,
  type PolicyNode,
  type Signer,
  type StageRule,
  type Succession,
  type Time,
  type Trait,
} from "./policy.ts";

const LONGEST_TEXT = 1_000_000;
const DEEPEST = 32;

interface Defined {
  readonly node: PolicyNode;
  readonly at: Place;
  readonly depth: number;
  /** Where the name is used, once it is. */
  used: Place | undefined;
  /** The group, person or quorum line that it is a member of, where it can be one of one alone. */
  member: Place | undefined;
}

/** A stages or paths line as words. */
interface RuleLine {
  readonly names: readonly Word[];
  readonly needs: Word;
  readonly how: Word;
  readonly more: readonly Word[];
}

/** Reads a policy, or gives every fault in it with its place. */
export function parsePolicy(text: string, file: string): Result<Policy> {
  if (text.length > LONGEST_TEXT)
    return fail("policy-form", `Cannot read policy "${file}": it has more than ${LONGEST_TEXT} characters`);
  const reader = new PolicyReader(file);
  for (const words of linesOf(text, file)) reader.line(words);
  return reader.finish(text);
}

class PolicyReader {
  readonly #file: string;
  readonly #failures: Failure[] = [];
  readonly #defined = new Map<string, Defined>();
  readonly #fingerprints = new Map<string, Defined>();
  /** Keywords that may stand once, and where they stand. */
  readonly #once = new Map<Keyword, Place>();
  readonly #stages: StageRule[] = [];
  readonly #paths: PathRule[] = [];
  /** There is a line of one of the two kinds, be it right or wrong. */
  #hasRules = false;
  #quorum: PolicyNode | undefined;
  #changes: PolicyNode | undefined;
  #name: Pick<Succession, "name" | "version"> | undefined;
  #expires: Time | undefined;
  #opaque: OpaqueRule | undefined;
  /** The line of each kind after which none can name anything. */
  readonly #all: { stages?: Place; paths?: Place } = {};

  constructor(file: string) {
    this.#file = file;
  }

  line([keyword, ...words]: Line): void {
    switch (keyword.text) {
      case "signer":
        return this.#signer(keyword, words);
      case "person":
        return this.#person(keyword, words);
      case "group":
        return this.#group(keyword, words);
      case "stages":
        return this.#stagesLine(keyword, words);
      case "paths":
        return this.#pathsLine(keyword, words);
      case "opaque":
      case "quorum":
      case "changes":
      case "policy":
      case "expires":
        return this.#onceLine(keyword, keyword.text, words);
      default:
        return this.#refuse(keyword, `${JSON.stringify(keyword.text)} is not a keyword`, {
          hint: `a line begins with ${Object.keys(FORMS)
            .map((each) => `"${each}"`)
            .join(", ")}, or "#" for a comment, or is empty`,
        });
    }
  }

  finish(text: string): Result<Policy> {
    const lines = text.split("\n");
    const line = lines.at(-1) ?? "";
    const end = { text: "", at: { file: this.#file, line: lines.length, column: 1, length: 1, text: line } };
    const asks = this.#once.has("quorum") || this.#hasRules;
    if (!asks)
      this.#refuse(end, "it has no quorum line", {
        hint: 'say what is needed: "quorum NAME", "stages * need NAME built", or "paths * need NAME reviewed"',
      });
    for (const { node, at, used } of this.#defined.values())
      if (used === undefined && asks)
        this.#refuse({ text: node.name, at }, `"${node.name}" counts for nothing`, {
          hint: "put it into a group, or make its line a comment",
        });
    const policyAt = this.#once.get("policy");
    const changesAt = this.#once.get("changes");
    if ((policyAt === undefined) !== (changesAt === undefined))
      this.#refuse(
        { text: "", at: policyAt ?? changesAt! },
        policyAt === undefined
          ? "it says who may change it, and not which version it is"
          : "it has a version, and does not say who may change it",
        { hint: 'a policy that changes has both lines: "policy NAME VERSION" and "changes NAME"' },
      );
    if (this.#failures.length > 0) return { ok: false, failures: this.#failures };
    const nodes = [...this.#defined.values()].map(({ node }) => node);
    return succeed({
      ...(this.#quorum === undefined ? {} : { quorum: this.#quorum }),
      stages: this.#stages,
      paths: this.#paths,
      ...(this.#name === undefined || this.#changes === undefined
        ? {}
        : { succession: { ...this.#name, changes: this.#changes } }),
      ...(this.#opaque === undefined ? {} : { opaque: this.#opaque }),
      ...(this.#expires === undefined ? {} : { expires: this.#expires }),
      signers: nodes.filter((node) => node.type === "signer"),
      persons: nodes.filter((node) => node.type === "person"),
    });
  }

  #signer(keyword: Word, [name, ...words]: readonly Word[]): void {
    if (name === undefined || words[0] === undefined) return this.#form(keyword, "signer");
    const taken = takeFingerprint(words);
    if (taken === undefined)
      return this.#refuse(words[0], `${JSON.stringify(words[0].text)} is not a whole fingerprint`, {
        hint: "40 or 64 hexadecimal digits, or SHA256: and 43 characters for an SSH key; a key ID is not enough, as it can be forged",
      });
    const other = this.#fingerprints.get(taken.fingerprint);
    if (other !== undefined)
      return this.#refuse(words[0], `signer "${other.node.name}" has this fingerprint already`, {
        seeAlso: { says: `"${other.node.name}" is defined here`, place: other.at },
      });
    const found: { from?: Time; until?: Time; compromised?: Time; asks: ("touch" | "pin")[] } = { asks: [] };
    const rest = [...taken.rest];
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      const { text } = word;
      if (text === "touch" || text === "pin") {
        if (found.asks.includes(text)) return this.#form(keyword, "signer");
        found.asks.push(text);
      } else if (text === "from" || text === "until" || text === "compromised") {
        const time = this.#time(rest.shift(), keyword, "signer");
        if (time === undefined) return;
        if (found[text] !== undefined) return this.#form(keyword, "signer");
        found[text] = time;
      } else return this.#form(keyword, "signer");
    }
    if (found.from !== undefined && found.until !== undefined && found.from >= found.until)
      return this.#refuse(keyword, `"${name.text}" counts at no time: it ends before it begins`);
    const { fingerprint } = taken;
    const defined = this.#define(name, { type: "signer", name: name.text, fingerprint, ...found }, 0);
    if (defined !== undefined) this.#fingerprints.set(fingerprint, defined);
  }

  #person(keyword: Word, [name, ...names]: readonly Word[]): void {
    if (name === undefined || names.length === 0) return this.#form(keyword, "person");
    const signers: Signer[] = [];
    for (const word of names) {
      const defined = this.#member(word);
      if (defined?.node.type === "signer") signers.push(defined.node);
      else if (defined !== undefined)
        this.#refuse(word, `"${word.text}" is a ${defined.node.type}, and a person has signers`);
    }
    const person: Person = { type: "person", name: name.text, signers };
    this.#define(name, person, 0);
  }

  #group(keyword: Word, [name, count, ...names]: readonly Word[]): void {
    if (name === undefined || count === undefined || names.length === 0) return this.#form(keyword, "group");
    const members = names.map((each) => this.#member(each)).filter((each) => each !== undefined);
    const needs = count.text === "any" ? 1 : count.text === "all" ? names.length : (countOf(count.text) ?? 0);
    if (needs < 1 || needs > names.length)
      return this.#refuse(count, `${JSON.stringify(count.text)} is not a count of ${names.length} members`, {
        hint: `1 to ${names.length}, "any" or "all"`,
      });
    const depth = Math.max(0, ...members.map((each) => each.depth)) + 1;
    if (depth > DEEPEST) return this.#refuse(name, `groups are nested deeper than ${DEEPEST}`);
    const twice = needs > 1 ? firstTwice(members.map(({ node }) => node)) : undefined;
    if (twice !== undefined && count.text !== "all")
      return this.#refuse(name, `"${twice}" would have two votes in it`, {
        hint: 'one human is one vote where votes are counted; where each member has a role of its own, say "all"',
      });
    this.#define(name, { type: "group", name: name.text, needs, members: members.map((each) => each.node) }, depth);
  }

  #stagesLine(keyword: Word, words: readonly Word[]): void {
    const line = this.#rule(keyword, "stages", words);
    if (line === undefined) return;
    for (const word of line.names)
      if (!PATTERN.test(word.text)) this.#refuse(word, `${JSON.stringify(word.text)} is not a pattern of stages`);
    const deed = DEEDS.find((each) => each === line.how.text);
    if (deed === undefined) return this.#refuseHow(line.how, DEEDS);
    this.#isNamed(keyword, "stages");
    const diversity = this.#diversity(keyword, line.more, deed);
    const needs = this.#use(line.needs)?.node;
    if (needs === undefined || diversity === undefined) return;
    const patterns = line.names.map(({ text }) => text);
    if (patterns.includes("*")) this.#all.stages = keyword.at;
    this.#stages.push({ patterns, needs, deed, diversity, line: keyword.at.line });
  }

  #pathsLine(keyword: Word, words: readonly Word[]): void {
    const line = this.#rule(keyword, "paths", words);
    if (line === undefined) return;
    if (line.more.length > 0) return this.#form(keyword, "paths");
    for (const word of line.names)
      if (!isPath(word.text))
        this.#refuse(word, `${JSON.stringify(word.text)} is not a path of a repository`, {
          hint: 'a file such as docs/TRUST.md, a folder with "/" at its end, or "*" for all',
        });
    const care = CARES.find((each) => each === line.how.text);
    if (care === undefined) return this.#refuseHow(line.how, CARES);
    this.#isNamed(keyword, "paths");
    const needs = this.#use(line.needs)?.node;
    if (needs === undefined) return;
    if (care === "reviewed" && votersOf(needs).length < 2)
      this.#refuse(line.needs, `"${needs.name}" is one person, and a review takes two`);
    const paths = line.names.map(({ text }) => text);
    if (paths.includes("*")) this.#all.paths = keyword.at;
    this.#paths.push({ paths, needs, care, line: keyword.at.line });
  }

  /** What stages and paths lines have in common: `NAME... need MEMBER HOW`, and what comes after. */
  #rule(keyword: Word, name: "stages" | "paths", words: readonly Word[]): RuleLine | undefined {
    this.#hasRules = true;
    const at = words.findIndex(({ text }) => text === "need");
    const [needs, how, ...more] = words.slice(at + 1);
    if (at >= 1 && needs !== undefined && how !== undefined) return { names: words.slice(0, at), needs, how, more };
    this.#form(keyword, name);
    return undefined;
  }

  #refuseHow(how: Word, known: readonly string[]): void {
    this.#refuse(how, `${JSON.stringify(how.text)} is nothing that one can ask for`, {
      hint: `one of ${known.join(", ")}`,
    });
  }

  #isNamed(keyword: Word, what: "stages" | "paths"): void {
    const place = this.#all[what];
    if (place !== undefined)
      this.#refuse(keyword, `a line above names all ${what}, so that this one names none`, {
        seeAlso: { says: "it is this one", place },
      });
  }

  #diversity(keyword: Word, words: readonly Word[], deed: Deed): StageRule["diversity"] | undefined {
    const found: { trait: Trait; least: number }[] = [];
    for (let i = 0; i < words.length; i += 2) {
      const trait = TRAITS.find((each) => each === words[i]!.text);
      const least = countOf(words[i + 1]?.text ?? "");
      if (trait === undefined || least === undefined || found.some((each) => each.trait === trait)) {
        this.#form(keyword, "stages");
        return undefined;
      }
      found.push({ trait, least });
    }
    if (found.length > 0 && deed === "signed")
      this.#refuse(keyword, "a signature says nothing of machines", { hint: "ask for built or checked" });
    return found;
  }

  /** A line that may stand once. */
  #onceLine(keyword: Word, name: OnceKeyword, [word, ...more]: readonly Word[]): void {
    const opaque = name === "opaque" && word !== undefined ? opaqueOf([word, ...more]) : undefined;
    const fits = name === "opaque" ? opaque !== undefined : more.length === (name === "policy" ? 1 : 0);
    if (word === undefined || !fits) return this.#form(keyword, name);
    const first = this.#once.get(name);
    if (first !== undefined)
      return this.#refuse(keyword, `it has two ${name} lines`, {
        seeAlso: { says: "the first is here", place: first },
      });
    this.#once.set(name, keyword.at);
    if (name === "opaque") this.#opaque = opaque;
    else if (name === "quorum") this.#quorum = this.#member(word)?.node;
    else if (name === "changes") this.#changes = this.#use(word)?.node;
    else if (name === "expires") this.#expires = this.#time(word, keyword, name);
    else {
      const version = countOf(more[0]!.text);
      if (!NAME.test(word.text)) this.#refuse(word, `${JSON.stringify(word.text)} is not a name`);
      if (version === undefined)
        this.#refuse(more[0]!, `${JSON.stringify(more[0]!.text)} is not a version`, { hint: "1, 2, 3 and so on" });
      else this.#name = { name: word.text, version };
    }
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
      const defined = { node, at: name.at, depth, used: undefined, member: undefined };
      this.#defined.set(name.text, defined);
      return defined;
    }
    return undefined;
  }

  #use(name: Word): Defined | undefined {
    const defined = this.#defined.get(name.text);
    if (defined === undefined) this.#refuse(name, `no signer or group above is named ${JSON.stringify(name.text)}`);
    else defined.used ??= name.at;
    return defined;
  }

  /** Uses a name as a member, which signers and groups can be in one place alone; a person can have several roles. */
  #member(name: Word): Defined | undefined {
    const defined = this.#use(name);
    if (defined === undefined) return undefined;
    const isHere = defined.member?.line === name.at.line;
    if (defined.member === undefined || (defined.node.type === "person" && !isHere)) {
      defined.member = name.at;
      return defined;
    }
    this.#refuse(name, `"${name.text}" counts in two places`, {
      seeAlso: { says: "it counts here already", place: defined.member },
    });
    return undefined;
  }

  #time(word: Word | undefined, keyword: Word, name: Keyword): Time | undefined {
    const time = word === undefined ? undefined : timeOf(word.text);
    if (time !== undefined) return time;
    if (word === undefined) this.#form(keyword, name);
    else
      this.#refuse(word, `${JSON.stringify(word.text)} is not a time`, {
        hint: "a day such as 2026-01-31, or a moment such as 2026-01-31T23:59:59Z; both in UTC",
      });
    return undefined;
  }

  #form(keyword: Word, name: Keyword): void {
    this.#refuse(keyword, `a ${name} line has another form`, { hint: `the form is: ${FORMS[name]}` });
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
