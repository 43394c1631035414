// Live frame: Ink lays the moving lines out for a terminal of so many columns, and writes them to nobody: how a frame
// reaches the terminal is moving-lines.ts's. Must be loaded only for a terminal, and when a run has lasted a while: Ink
// and React take longer to load than most rungs take to build. Whoever loads it must have set NODE_ENV to "production":
// React's development build keeps a record of every frame, which a night's build would feel.

import { PassThrough } from "node:stream";
import { Box, render, Text } from "ink";
import { createElement, type ReactElement } from "react";

export interface LiveFrame {
  /** The rows of lines in so many columns. A line that is too wide is cut. */
  compose(lines: readonly string[], columns: number): readonly string[];
  close(): void;
}

/** What Ink takes for a terminal: it keeps the last frame that was written. */
class Canvas extends PassThrough {
  columns = 80;
  text = "";

  override write(text: unknown): boolean {
    this.text = String(text);
    return true;
  }
}

export function openLiveFrame(): LiveFrame {
  const canvas = new Canvas();
  // Ink's own way to redraw is for a terminal whose width stays; with `debug` it writes each whole frame, at once.
  const instance = render(picture([]), {
    stdout: canvas as unknown as NodeJS.WriteStream,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    compose(lines, columns) {
      canvas.columns = columns;
      instance.rerender(picture(lines));
      return canvas.text.split("\n");
    },
    close: () => instance.unmount(),
  };
}

function picture(lines: readonly string[]): ReactElement {
  return createElement(
    Box,
    { flexDirection: "column" },
    ...lines.map((line, row) => createElement(Text, { key: row, wrap: "truncate-end" }, line)),
  );
}
