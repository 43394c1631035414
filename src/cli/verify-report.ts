// What was found of targets: lines as they come, failures, and at the end one line a target. Must never lose a failure that
// was added.

import type { PassedOver, SignatureFiles } from "../manifest/signature-files.ts";
import type { Failure } from "../model/failure.ts";
import { conclusion, outcomeOf } from "../policy/conclusion.ts";
import type { Case, Judgement } from "../policy/judgement.ts";
import { count } from "../report/event-words.ts";
import { harmless } from "../report/harmless.ts";
import { jsonLine } from "../report/json-lines.ts";
import { reportFailures, type Context } from "./context.ts";
import { EXIT, exitCode } from "./exit-codes.ts";
import { judgementFailures, observationLines, signatureLines } from "./judgement-lines.ts";
import type { Reached } from "./reached-from.ts";
import type { Trust } from "./trust.ts";

/** What was asked about one target, and what came of it. */
export interface Judged {
  readonly asked: Case;
  readonly judgement: Judgement;
  readonly notes: readonly string[];
}

export class VerifyReport {
  readonly failures: Failure[] = [];
  readonly #context: Context;
  readonly #signatures: unknown[] = [];
  readonly #judgements: unknown[] = [];
  readonly #conclusions: string[] = [];
  readonly #passedOver: PassedOver[] = [];

  readonly #reached: Reached | undefined;

  /** `reached` tells how signers are reached from a key of one's own, where one was named. */
  constructor(context: Context, reached?: Reached) {
    this.#context = context;
    this.#reached = reached;
  }

  say(line: string): void {
    if (!this.#context.json) this.#context.write(`${line}\n`);
  }

  add(target: string, { keys, policy }: Trust, { asked, judgement, notes }: Judged): void {
    for (const note of notes) this.say(note);
    for (const text of asked.texts) for (const line of signatureLines(text, judgement, keys)) this.say(line);
    for (const line of this.#pathLines(asked)) this.say(line);
    for (const line of observationLines(target, judgement)) this.say(line);
    this.failures.push(...judgementFailures(target, asked, judgement));
    const line = conclusion(judgement, policy);
    if (policy !== undefined || judgement.stages.length > 0) this.#conclusions.push(`${target}  ${line}`);
    for (const { name, sha256, words } of asked.texts) {
      const quorum = judgement.quorums.find((each) => each.name === name)?.quorum;
      const verdicts = words.map(({ verdict }) => {
        const found = verdict.fingerprint === undefined ? undefined : this.#reached?.(verdict.fingerprint);
        return found === undefined ? verdict : { ...verdict, reached: found.value };
      });
      this.#signatures.push({ manifest: name, sha256, verdicts, ...(quorum === undefined ? {} : { quorum }) });
    }
    const { oneMore, disagreements, weakest } = judgement;
    this.#judgements.push({
      target,
      verdict: outcomeOf(judgement, policy),
      says: line,
      oneMore,
      ...(weakest === undefined ? {} : { weakest: weakest.stage.stage }),
      disagreements,
      stages: judgement.stages.map(({ stage, claims, builders, rule, satisfied, missing }) => ({
        ...stage,
        builders,
        claims,
        ...(rule === undefined ? {} : { line: rule.line, asked: rule.deed }),
        satisfied,
        missing,
      })),
      observations: judgement.observations.map(({ heard, by, counted }) => ({ name: heard.name, by, ...counted })),
      notes,
    });
  }

  /** Each signer once, with the paths that lead there. */
  #pathLines({ texts, observations }: Case): readonly string[] {
    if (this.#reached === undefined) return [];
    const words = [...texts, ...observations].flatMap((each) => each.words);
    const signers = new Set(words.flatMap(({ verdict }) => verdict.fingerprint ?? []));
    return [...signers].flatMap((signer) => this.#reached!(signer).lines.map((line) => `${signer}  ${harmless(line)}`));
  }

  /** Files that were given and count for nothing, each with the reason. */
  passOver(files: readonly PassedOver[]): void {
    this.#passedOver.push(...files);
    for (const { name, why } of files) this.say(`passed over: ${harmless(name)}: ${harmless(why)}`);
  }

  /** Where signatures are missing: that there are some of other texts. */
  tellOfOthers({ ofOthers }: SignatureFiles): void {
    if (ofOthers > 0 && this.failures.some(({ code }) => code === "signature-missing"))
      this.say(`${count(ofOthers, "file")} there ${ofOthers === 1 ? "is" : "are"} named for other texts`);
  }

  /** One line a target, as far as a policy or observations say more than that its manifests agree. */
  get conclusions(): readonly string[] {
    return this.#conclusions;
  }

  async end(targets: readonly string[]): Promise<number> {
    const { failures } = this;
    if (this.#context.json) {
      const [signatures, judgements, passedOver] = [this.#signatures, this.#judgements, this.#passedOver];
      const verified = failures.length === 0;
      this.#context.write(jsonLine({ verified, targets, signatures, judgements, passedOver, failures }));
      return failures.length === 0 ? EXIT.done : exitCode(failures);
    }
    const code = failures.length === 0 ? EXIT.done : await reportFailures(this.#context, failures);
    for (const line of this.#conclusions) this.say(line);
    return code;
  }
}
