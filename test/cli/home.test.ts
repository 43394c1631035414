// A state folder where none can be made is a clear failure, not an endless wait.

import { expect, test } from "vitest";
import { fromseed } from "../faults/fromseed.ts";

test.each(["/proc/1", "/proc/1/state", "/dev/null"])("--home %s", (home) => {
  const { status, signal, stderr } = fromseed(home, ["list"]);
  expect([status, signal], stderr).toEqual([1, null]);
  expect(stderr).toMatch(/^error: Cannot keep state in "/);
});
