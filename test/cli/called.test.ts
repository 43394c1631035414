import { expect, test } from "vitest";
import { calledAs, nextSteps } from "../../src/cli/called.ts";

const options = (flags: Readonly<Record<string, string>>) => ({
  operands: [],
  switches: new Set<string>(),
  values: new Map(Object.entries(flags).map(([name, value]) => [name, [value]])),
});
const called = (program: string | undefined, flags: Readonly<Record<string, string>> = {}) =>
  calledAs(program, options(flags), ["build", "list", "verify", "gc"]);

test.each([
  ["run fromseed build asm", "run ./fromseed build asm"],
  ["fromseed list shows all stages", "./fromseed list shows all stages"],
  ["free some space (`fromseed gc`)", "free some space (`./fromseed gc`)"],
  ["see fromseed --help", "see ./fromseed --help"],
  ["run fromseed in a checkout", "run fromseed in a checkout"],
  ["the fromseed that made it; see fromseed lists", "the fromseed that made it; see fromseed lists"],
  ["/usr/bin/fromseed build; ./fromseed list", "/usr/bin/fromseed build; ./fromseed list"],
])("%s: as it was called", (text, typed) => {
  expect(called("./fromseed")(text)).toBe(typed);
});

test("what is found on the PATH is called by its name", () => {
  for (const program of ["/usr/local/bin/fromseed", undefined])
    expect(called(program)("fromseed gc")).toBe("fromseed gc");
});

test("the state folder and the project stay, as a shell reads them; help needs neither", () => {
  const typed = called("./fromseed", { home: "/big disk/it's", project: "../other" });
  expect(typed("fromseed build asm")).toBe("./fromseed --home '/big disk/it'\\''s' --project ../other build asm");
  expect(typed("see fromseed build --help")).toBe("see ./fromseed build --help");
  expect(typed("see fromseed --help")).toBe("see ./fromseed --help");
});

test("what each command does stands in one column", () => {
  expect(
    nextSteps(called(undefined, { home: "h" }), [
      ["fromseed verify asm", "checks"],
      ["fromseed list", "shows"],
    ]),
  ).toEqual(["  fromseed --home h verify asm  checks", "  fromseed --home h list        shows"]);
});
