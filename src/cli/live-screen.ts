// The terminal that the live view is drawn on: its size as it is now, a clock for frames, and its return to whoever
// called, when this process ends in the middle or is put aside with Ctrl-Z.

import { clearInterval, setInterval } from "node:timers";
import type { Context } from "./context.ts";
import type { TerminalOptions } from "../report/terminal.ts";
import { LET_GO } from "../report/moving-lines.ts";

const FRAME_MILLISECONDS = 100;

/** How wide and high a terminal is; one that does not say, or says nothing, counts as the smallest usual one. */
export function sizeOf({ columns, rows }: { readonly columns?: number; readonly rows?: number }): {
  readonly columns: number;
  readonly rows: number;
} {
  return { columns: columns || 80, rows: rows || 24 };
}

/** Standard output as the live view needs it. */
export function liveScreen({ color, called, now }: Context): TerminalOptions {
  const { stdout } = process;
  const letGo = (): void => void stdout.write(LET_GO);
  const putAside = (): void => {
    letGo();
    process.kill(process.pid, "SIGSTOP");
  };
  return {
    write: (text) => void stdout.write(text),
    busy: () => stdout.writableNeedDrain,
    screen: () => ({ ...sizeOf(stdout), color }),
    called,
    now,
    openLiveFrame: async () => {
      process.env["NODE_ENV"] = "production";
      return (await import("../report/live-frame.ts")).openLiveFrame();
    },
    everyFrame: (draw) => {
      const timer = setInterval(draw, FRAME_MILLISECONDS);
      process.on("exit", letGo);
      process.on("SIGTSTP", putAside);
      return () => {
        clearInterval(timer);
        process.off("exit", letGo);
        process.off("SIGTSTP", putAside);
      };
    },
  };
}
