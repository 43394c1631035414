// The test suite's settings. `./fromseed test` puts the pinned Node first on the path; an older one cannot run the
// sources.
import { defineConfig } from "vitest/config";

if (Number(process.versions.node.split(".")[0]) < 24)
  throw new Error(`the tests want the pinned Node 24, this is ${process.version}: run ./fromseed test`);

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/gcc/**"],
    globalSetup: ["test/build-first.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
