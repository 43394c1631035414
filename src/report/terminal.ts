// Terminal view: running stages are shown live, and finished ones scroll away as lines of the plain log. What draws is
// opened only when a run has lasted a while; until then there are plain lines alone.
// Must never read keys or end the process: stopping a run is the command line's business.

import type { LiveFrame } from "./live-frame.ts";
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
  /** Loads what lays frames out. */
  readonly openLiveFrame: () => Promise<LiveFrame>;
  /** Calls `draw` about ten times a second until the function that it returns is called. */
  readonly everyFrame: (draw: () => void) => () => void;
}

/** Milliseconds that a stage runs before anything moves. */
const QUIET = 500;

export function terminalReporter(options: TerminalOptions): Reporter {
  const { write, busy, screen, called, now, everyFrame } = options;
  const run = new LiveRun();
  let stageWidth = stageColumn([]);
  let scrolled: string[] = [];
  let beganAt: number | undefined;
  let opening: Promise<void> | undefined;
  let view: LiveFrame | undefined;
  let stopFrames = (): void => {};
  let finished = false;
  let failure: unknown;
  let drawn = "";

  function take(event: Event): void {
    run.take(event, now());
    if (event.type === "run-started") stageWidth = stageColumn(event.stages.map((planned) => planned.stage));
    const { columns, color } = screen();
    // That a stage has started is seen in the moving lines.
    const words = event.type === "stage-started" ? undefined : eventWords(event, { color, called });
    if (words) scrolled.push(scrolledText(words, stageWidth, columns, color));
    if (beganAt === undefined && run.running.size > 0) {
      beganAt = now();
      stopFrames = everyFrame(draw);
    }
    if (view === undefined) writeScrolled();
  }

  function draw(): void {
    if (view === undefined) {
      if (opening === undefined && now() - beganAt! >= QUIET) opening = open();
      return;
    }
    if (busy()) return;
    const size = screen();
    const lines = liveLines(run, now(), size);
    const looks = `${size.columns} ${size.rows} ${lines.join("\n")}`;
    if (scrolled.length === 0 && looks === drawn) return;
    write(frame(scrolled, view.compose(lines, size.columns)));
    drawn = looks;
    scrolled = [];
  }

  async function open(): Promise<void> {
    try {
      const opened = await options.openLiveFrame();
      if (finished) return opened.close();
      view = opened;
      draw();
    } catch (error) {
      failure = error;
    }
  }

  function writeScrolled(): void {
    if (scrolled.length > 0) write(scrolled.map((text) => `${text}\n`).join(""));
    scrolled = [];
  }

  function finish(): Promise<void> {
    finished = true;
    stopFrames();
    if (view !== undefined) write(lastFrame(scrolled));
    view?.close();
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  }

  return { take, finish };
}
