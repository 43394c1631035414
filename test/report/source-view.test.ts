// The moving line of a fetch: it shows how far a file is, gives way to whole lines, and leaves nothing behind.

import { expect, test } from "vitest";
import { sourceView } from "../../src/report/source-view.ts";

/** What a terminal of that width shows after all that is written, line by line; its last line is where the cursor is. */
function played(columns: number, use: (view: ReturnType<typeof sourceView>, tick: () => void) => void): string[] {
  let time = 0;
  let written = "";
  const view = sourceView({ write: (text) => void (written += text), columns: () => columns, now: () => time });
  use(view, () => void (time += 100));
  const lines = written.split("\n").map((line) => line.slice(line.lastIndexOf("\x1b[2K") + 1).replace("[2K", ""));
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.max(0, columns));
  return lines;
}

test("it tells of the file that began first, and of how many others", () => {
  expect(
    played(80, (view, tick) => {
      view.take({ id: "a.tar", activity: "fetching", file: "a.tar", done: 0, total: 4096 });
      tick();
      view.take({ id: "b.tar", activity: "fetching", file: "b.tar", done: 0, total: 4096 });
      tick();
      view.take({ id: "a.tar", activity: "fetching", file: "a.tar", done: 1024, total: 4096 });
    }),
  ).toEqual(["fetching a.tar  [=======>                     ]  1.0 KiB of 4.0 KiB, and 1 more"]);
});

test("lines stand above it, and it is gone at the end", () => {
  expect(
    played(80, (view, tick) => {
      view.take({ id: "a.tar", activity: "fetching", file: "a.tar", done: 1, total: 2 });
      view.print("b  done\n");
      tick();
      view.take({ id: "a.tar", activity: "unpacking", file: "a.tar", done: 1, total: 2 });
      view.end("a.tar");
      view.close();
    }),
  ).toEqual(["b  done", ""]);
});

test("a file that could not be had is told of no more", () => {
  expect(
    played(60, (view, tick) => {
      view.take({ id: "a.tar", activity: "fetching", file: "a.tar", done: 1, total: 2 });
      view.end("a.tar");
      tick();
      view.take({ id: "b.tar", activity: "fetching", file: "b.tar", done: 1, total: 2 });
    })[0],
  ).toMatch(/^fetching b\.tar  \[=+> *\]  1 B of 2 B$/);
});

test("two files of one name are two", () => {
  const [a, b] = ["1", "2"].map((id) => ({ id, activity: "fetching", file: "a.tar", done: 0, total: 2 }) as const);
  expect(
    played(80, (view, tick) => {
      view.take(a!);
      tick();
      view.take(b!);
      tick();
      view.take({ ...b!, done: 2 });
      view.end("2");
      tick();
      view.take({ ...a!, done: 1 });
    })[0],
  ).toMatch(/^fetching a\.tar .* 1 B of 2 B$/);
});

test.each([0, 1, 5, 20, 31])("a terminal of %i columns is not overrun", (columns) => {
  played(columns, (view, tick) => {
    for (let done = 0; done < 10; done++) {
      view.take({
        id: "a-rather-long-name-of-a-file.tar.gz",
        activity: "fetching",
        file: "a-rather-long-name-of-a-file.tar.gz",
        done: done,
        total: 10,
      });
      tick();
    }
  });
});
