import { expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { commandHelp, generalHelp } from "../../src/cli/help.ts";

test.each([60, 80, 100])("help fits a terminal of %i columns, and loses nothing", (width) => {
  const texts = [generalHelp, ...COMMANDS.map((command) => (columns: number) => commandHelp(command, columns))];
  for (const text of texts) {
    const words = (shown: string): string => shown.replaceAll(/\s+/g, " ");
    expect(words(text(width))).toBe(words(text(Infinity)));
    // An example and a usage line are for copying: they stay in one piece.
    const wide = text(width)
      .split("\n")
      .filter((line) => line.length > width && !/^(usage:| ) *fromseed /.test(line));
    expect(wide).toEqual([]);
  }
});
