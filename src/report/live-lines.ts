// Live lines: the moving part of the terminal view, as lines of text: each running stage with its bar and last output,
// then the whole run. Must never be wider than `columns`, nor as high as `rows`: a terminal would scroll and the view
// could not be redrawn.

import { cut, displayWidth, pad } from "./display-width.ts";
import { wholeDurationText } from "./duration-text.ts";
import { count } from "./event-words.ts";
import { harmless } from "./harmless.ts";
import type { LiveRun, RunningStage } from "./live-run.ts";
import { paint } from "./paint.ts";
import { progressBar } from "./progress-bar.ts";

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
}

const mostOutput = 5;
const mostHeight = 24;

/** Draws the run as it is at `now` (milliseconds, the clock of `LiveRun.take`). */
export function liveLines(run: LiveRun, now: number, screen: Screen): string[] {
  const room = Math.max(1, Math.min(screen.rows - 2, mostHeight)) - 1;
  const stages = [...run.running.values()];
  const each = stages.length * 2 <= room ? 2 : 1;
  const shown = stages.slice(0, stages.length * each <= room ? stages.length : Math.max(0, room - 1));
  const output = Math.min(mostOutput, Math.floor(room / Math.max(1, shown.length)) - each);
  const nameColumn =
    screen.columns < 60 ? 0 : Math.min(32, Math.max(0, ...shown.map((stage) => displayWidth(harmless(stage.stage)))));
  const share = { nameColumn, bar: each === 2, output };
  const lines = shown.flatMap((stage) => stageLines(stage, timeOf(run, stage, now), screen, share));
  const hidden = stages.length - shown.length;
  if (hidden > 0 && room > 0) lines.push(paint(cut(`and ${hidden} more running`, screen.columns), "dim", screen.color));
  lines.push(totalLine(run, now, screen));
  return lines;
}

interface Share {
  /** Columns that names are filled to. */
  readonly nameColumn: number;
  readonly bar: boolean;
  /** How many lines of output may be shown. */
  readonly output: number;
}

/** How long a stage has been running, and how long it is expected to, in seconds. */
interface StageTime {
  readonly elapsed: number;
  readonly expected: number | undefined;
}

function timeOf(run: LiveRun, { startedAt, planned }: RunningStage, now: number): StageTime {
  return { elapsed: (now - startedAt) / 1000, expected: run.expected(planned, now) };
}

function stageLines(
  stage: RunningStage,
  time: StageTime,
  screen: Screen,
  { nameColumn, bar, output }: Share,
): string[] {
  const { columns, color } = screen;
  const lines = [headLine(stage, time, screen, nameColumn)];
  const drawn = bar && stage.progress ? progressBar(stage.progress, time, columns - 2) : "";
  if (drawn !== "") lines.push(`  ${drawn}`);
  // A line of output may be of any length: no more than could be seen is looked at.
  const last = output > 0 ? stage.lines.slice(-output) : [];
  for (const line of last) lines.push(paint(cut(`  | ${harmless(line.slice(0, columns * 8))}`, columns), "dim", color));
  return lines;
}

function headLine(
  stage: RunningStage,
  { elapsed, expected }: StageTime,
  { columns, color }: Screen,
  nameColumn: number,
): string {
  const name = pad(cut(harmless(stage.stage), columns), nameColumn);
  const what = stage.progress ? harmless(`${stage.progress.activity} ${stage.progress.what}`) : "starting";
  const gone = wholeDurationText(elapsed);
  // In whole seconds, what is quick would seem to take none.
  const of = expected === undefined ? "" : ` of ${wholeDurationText(Math.max(1, expected))}`;
  const nameWidth = displayWidth(name);
  const time =
    [gone + of, gone].find((text) => text.length + 2 + nameWidth <= columns && text.length * 2 <= columns) ?? "";
  const room = columns - nameWidth - (time === "" ? 0 : time.length + 2);
  const middle = room > 6 ? pad(`  ${cut(what, room - 2)}`, room) : " ".repeat(room);
  return paint(name, "strong", color) + (time === "" ? middle.trimEnd() : `${middle}  ${time}`);
}

const HOW_SURE = { here: "about", reference: "roughly", part: "at least" } as const;

function totalLine(run: LiveRun, now: number, { columns, color }: Screen): string {
  const { seconds, from } = run.remaining(now);
  const elapsed = (now - (run.startedAt ?? now)) / 1000;
  const stages = `${run.ended.size} of ${count(run.total, "stage")}`;
  const took = elapsed < 1 ? "" : ` in ${wholeDurationText(elapsed)}`;
  const more = [
    ...(run.failed > 0 ? [`${run.failed} failed`] : []),
    ...(seconds >= 1 ? [`${HOW_SURE[from]} ${wholeDurationText(seconds)} left`] : []),
  ];
  // On a narrow terminal, what is left says more than what is gone.
  const forms = [took, ""].map((gone) => [stages + gone, ...more].join(", "));
  const text = forms.find((form) => form.length <= columns) ?? cut(forms[1]!, columns);
  return paint(text, run.failed > 0 ? "bad" : "plain", color);
}
