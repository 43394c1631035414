// Plain log: one line an event, `stage  verb  detail  (time)`, the same on every machine once the times are dropped.
// Must never colour, move the cursor, or align anything by a time.

import type { Event } from "../model/event.ts";
import { displayWidth, pad } from "./display-width.ts";
import { durationText } from "./duration-text.ts";
import { eventWords, verbWidth } from "./event-words.ts";
import type { EventWords } from "./event-words.ts";
import { harmless } from "./harmless.ts";
import type { Reporter } from "./reporter.ts";

const widestColumn = 32;

export interface PlainOptions {
  /** Given whole lines, ends included. */
  readonly write: (text: string) => void;
  /** Whether the stages' own output is printed as well. */
  readonly verbose?: boolean;
  /** Puts commands as they are to be typed. */
  readonly called?: (text: string) => string;
}

export function plainReporter(options: PlainOptions): Reporter {
  const { called = (text: string) => text } = options;
  let stageWidth = stageColumn([]);
  function take(event: Event): void {
    if (event.type === "run-started") stageWidth = stageColumn(event.stages.map((planned) => planned.stage));
    if (event.type === "stage-output") {
      if (options.verbose)
        options.write(
          `${pad(harmless(event.stage), stageWidth)}  ${pad("output", verbWidth)}  ${harmless(event.line)}`.trimEnd() +
            "\n",
        );
      return;
    }
    const words = eventWords(event, { color: false, called });
    if (words) options.write([plainLine(words, stageWidth), ...words.below].map((line) => `${line}\n`).join(""));
  }
  return { take, finish: () => Promise.resolve() };
}

/** How wide the column of names must be for these stages. */
export function stageColumn(stages: readonly string[]): number {
  let widest = displayWidth("fromseed");
  for (const stage of stages) widest = Math.max(widest, displayWidth(harmless(stage)));
  return Math.min(widest, widestColumn);
}

/** The line of an event, without its end. */
function plainLine(words: EventWords, stageWidth: number): string {
  const time =
    words.seconds === undefined ? "" : `  (${words.lastTime ? "last time " : ""}${durationText(words.seconds)})`;
  return `${pad(words.stage, stageWidth)}  ${pad(words.verb, verbWidth)}  ${words.detail}`.trimEnd() + time;
}
