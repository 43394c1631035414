// Terminal view: an Ink program that shows running stages live and lets finished ones scroll away as plain lines.
// Ink is loaded when the first stage runs, not before: a run in which nothing is to be done must not wait for it.
// Must never read keys or end the process: stopping a run is the command line's business. Whoever uses this must have
// set NODE_ENV to "production": React's development build keeps a record of every frame, which a night's build would
// feel.

import type { Instance } from "ink";
import type { Event } from "../model/event.ts";
import { eventWords } from "./event-words.ts";
import { liveLines } from "./live-lines.ts";
import { LiveRun } from "./live-run.ts";
import { stageColumn } from "./plain.ts";
import type { Reporter } from "./reporter.ts";
import { scrolledText } from "./scrolled-text.ts";

export interface TerminalOptions {
  readonly stdout: NodeJS.WriteStream;
  /** Handed to Ink, which reads nothing from it. */
  readonly stdin: NodeJS.ReadStream;
  readonly color: boolean;
  /** Milliseconds from any origin. */
  readonly now: () => number;
  /** Calls `draw` about ten times a second until the function that it returns is called. */
  readonly everyFrame: (draw: () => void) => () => void;
}

interface View {
  /** Adds texts to what has scrolled away, and replaces the moving lines. */
  draw(scrolled: readonly string[], lines: readonly string[]): void;
  close(): Promise<void>;
}

export function terminalReporter(options: TerminalOptions): Reporter {
  const run = new LiveRun();
  const { stdout, color, now } = options;
  let stageWidth = stageColumn([]);
  let scrolled: string[] = [];
  let opening: Promise<View> | undefined;
  let view: View | undefined;
  let stopFrames = (): void => {};

  function take(event: Event): void {
    run.take(event, now());
    if (event.type === "run-started") stageWidth = stageColumn(event.stages.map((planned) => planned.stage));
    if (opening === undefined && run.running.size > 0) open();
    // That a stage has started is seen in the moving lines.
    const words = event.type === "stage-started" ? undefined : eventWords(event, color);
    if (words) scrolled.push(scrolledText(words, stageWidth, columns(), color));
    if (opening === undefined) writeScrolled();
  }

  function open(): void {
    opening = openView(options);
    opening.then(
      (opened) => {
        view = opened;
        stopFrames = options.everyFrame(draw);
        draw();
      },
      () => {},
    );
  }

  function draw(): void {
    const lines = liveLines(run, now(), { columns: columns(), rows: stdout.rows ?? 24, color });
    view?.draw(scrolled, lines);
    scrolled = [];
  }

  function writeScrolled(): void {
    if (scrolled.length > 0) stdout.write(`${scrolled.join("\n")}\n`);
    scrolled = [];
  }

  function columns(): number {
    return Math.max(1, stdout.columns ?? 80);
  }

  async function finish(): Promise<void> {
    const opened = await opening;
    stopFrames();
    if (opened === undefined) return;
    // The last text takes the place of the moving lines, so that nothing of them is left on the screen, if it is sure
    // to fit.
    const screen = { columns: columns(), rows: stdout.rows ?? 24, color };
    const last = scrolled.at(-1);
    if (last !== undefined && last.split("\n").length < screen.rows) opened.draw(scrolled.slice(0, -1), [last]);
    else opened.draw(scrolled, liveLines(run, now(), screen));
    await opened.close();
  }

  return { take, finish };
}

async function openView({ stdout, stdin }: TerminalOptions): Promise<View> {
  const [{ render, Box, Static, Text }, { createElement }] = await Promise.all([import("ink"), import("react")]);
  let past: string[] = [];
  let instance: Instance | undefined;
  function draw(scrolled: readonly string[], lines: readonly string[]): void {
    if (scrolled.length > 0) past = [...past, ...scrolled];
    const frame = createElement(
      Box,
      { flexDirection: "column" },
      createElement(Static<string>, {
        items: past,
        children: (text, index) => createElement(Text, { key: index }, text),
      }),
      // When the terminal gets narrower, Ink lays the last frame out again: its lines are cut then, as wrapped ones
      // would be left behind.
      ...lines.map((line, index) =>
        createElement(Text, { key: index, wrap: line.includes("\n") ? "wrap" : "truncate-end" }, line),
      ),
    );
    if (instance) instance.rerender(frame);
    else instance = render(frame, { stdout, stdin, exitOnCtrlC: false, patchConsole: false, maxFps: 20 });
  }
  async function close(): Promise<void> {
    const closed = instance?.waitUntilExit();
    instance?.unmount();
    await closed;
  }
  return { draw, close };
}
