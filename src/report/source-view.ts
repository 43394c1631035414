// Source view: one moving line at the end of a terminal's output that tells how far fetching has come. Must never be
// wider than the terminal, and never be left over: whatever is written in between goes through here.

import type { Activity } from "../model/event.ts";
import { cut, displayWidth } from "./display-width.ts";
import { harmless } from "./harmless.ts";
import { progressBar } from "./progress-bar.ts";

export interface SourceViewOptions {
  readonly write: (text: string) => void;
  /** Of the terminal, as it is now. */
  readonly columns: () => number;
  /** Milliseconds from any origin. */
  readonly now: () => number;
}

export interface FileProgress {
  /** What tells it from others of its name. */
  readonly id: string;
  readonly file: string;
  readonly activity: Activity;
  /** Bytes. */
  readonly done: number;
  readonly total: number;
}

export interface SourceView {
  take(progress: FileProgress): void;
  /** The file of that id is done with, also when it could not be had. */
  end(id: string): void;
  /** Writes whole lines above the moving one. */
  print(text: string): void;
  /** Takes the moving line away. */
  close(): void;
}

/** Milliseconds between two drawings. */
const FRAME = 100;
const ERASE = "\r\x1b[2K";

export function sourceView({ write, columns, now }: SourceViewOptions): SourceView {
  /** Those that are under way, the one that began first first. */
  const running = new Map<string, FileProgress>();
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  const erase = (): void => {
    if (drawn) write(ERASE);
    drawn = false;
  };
  return {
    take(progress) {
      if (progress.done < progress.total) running.set(progress.id, progress);
      else running.delete(progress.id);
      if (now() - drawnAt < FRAME) return;
      drawnAt = now();
      erase();
      const [first] = running.values();
      if (first === undefined) return;
      const line = sourceLine(first, running.size - 1, columns() - 1);
      if (line === "") return;
      write(line);
      drawn = true;
    },
    end: (id) => void running.delete(id),
    print(text) {
      erase();
      write(text);
    },
    close: erase,
  };
}

/** `fetching gcc.tar.gz  [===>   ]  40 MiB of 90 MiB, and 2 more` in at most `width` columns. */
function sourceLine({ file, activity, done, total }: FileProgress, others: number, width: number): string {
  const what = cut(`${activity} ${harmless(file)}`, Math.max(0, width));
  const more = others === 0 ? "" : `, and ${others} more`;
  const room = width - displayWidth(what) - 2 - more.length;
  const bar = progressBar({ activity, done, total }, { elapsed: 0, expected: undefined }, room);
  return bar === "" ? what : `${what}  ${bar}${more}`;
}
