import { expect, test } from "vitest";
import { EXIT, exitCode } from "../../src/cli/exit-codes.ts";
import { FAILURE_CODES, type FailureCode } from "../../src/model/failure-code.ts";
import { fail } from "../../src/model/failure.ts";

const ends = (...codes: readonly FailureCode[]): number =>
  exitCode(codes.flatMap((code) => fail(code, "Cannot do it: it was told to fail").failures));

test("every failure code has an exit code, and none is that of success", () => {
  for (const code of Object.keys(FAILURE_CODES)) expect(ends(code as FailureCode), code).toBeGreaterThan(EXIT.done);
});

test.each([
  [["usage"], EXIT.usage],
  [["recipe-form", "unknown-stage"], EXIT.usage],
  [["step-failed"], EXIT.failed],
  [["unexpected-digest"], EXIT.failed],
  [["sandbox-unavailable"], EXIT.missing],
  [["interrupted"], EXIT.interrupted],
  // Of several, what must be seen to first.
  [["local-file", "step-failed"], EXIT.failed],
  [["step-failed", "disk-full", "step-failed"], EXIT.missing],
  [["disk-full", "interrupted"], EXIT.interrupted],
] satisfies [FailureCode[], number][])("a command that fails for %j ends with %i", (codes, exit) => {
  expect(ends(...codes)).toBe(exit);
});
