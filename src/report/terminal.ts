// Terminal view: running stages are shown live, and finished ones scroll away as lines of the plain log.
// Must never read keys or end the process: stopping a run is the command line's business.

import type { Event } from "../model/event.ts";
import { eventWords } from "./event-words.ts";
import { liveLines, type Screen } from "./live-lines.ts";
import { LiveRun } from "./live-run.ts";
import { frame, lastFrame } from "./moving-lines.ts";
import { stageColumn } from "./plain.ts";
import type { Reporter } from "./reporter.ts";
import { scrolledText } from "./scrolled-text.ts";

export interface TerminalOptions {
  readonly write: (text: string) => void;
  /** Whether the terminal has not yet taken what was written: a frame would only wait then. */
  readonly busy: () => boolean;
  /** As it is now. */
  readonly screen: () => Screen;
  /** Puts commands as they are to be typed. */
  readonly called: (text: string) => string;
  /** Milliseconds from any origin. */
  readonly now: () => number;
  /** Calls `draw` about ten times a second until the function that it returns is called. */
  readonly everyFrame: (draw: () => void) => () => void;
}

export function terminalReporter({ write, busy, screen, called, now, everyFrame }: TerminalOptions): Reporter {
  const run = new LiveRun();
  let stageWidth = stageColumn([]);
  let scrolled: string[] = [];
  let stopFrames: (() => void) | undefined;
  let drawn = "";

  function take(event: Event): void {
    run.take(event, now());
    if (event.type === "run-started") stageWidth = stageColumn(event.stages.map((planned) => planned.stage));
    const { columns, color } = screen();
    // That a stage has started is seen in the moving lines.
    const words = event.type === "stage-started" ? undefined : eventWords(event, { color, called });
    if (words) scrolled.push(scrolledText(words, stageWidth, columns, color));
    if (stopFrames === undefined && run.running.size > 0) stopFrames = everyFrame(draw);
    if (stopFrames === undefined && scrolled.length > 0) {
      write(scrolled.map((text) => `${text}\n`).join(""));
      scrolled = [];
    }
  }

  function draw(): void {
    if (busy()) return;
    const size = screen();
    const lines = liveLines(run, now(), size);
    const looks = `${size.columns} ${size.rows} ${lines.join("\n")}`;
    if (scrolled.length === 0 && looks === drawn) return;
    write(frame(scrolled, lines));
    drawn = looks;
    scrolled = [];
  }

  function finish(): Promise<void> {
    if (stopFrames !== undefined) {
      stopFrames();
      write(lastFrame(scrolled));
    }
    return Promise.resolve();
  }

  return { take, finish };
}
