// The test suite's settings. `./fromseed test` puts the pinned Node first on the path; an older one cannot run the
// sources.
import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

if (Number(process.versions.node.split(".")[0]) < 24)
  throw new Error(`the tests need the pinned Node 24, this is ${process.version}: run ./fromseed test`);

// `./fromseed test` has chosen one, and said so.
if (process.env["FROMSEED_SEED"] === undefined) {
  process.env["FROMSEED_SEED"] = String(randomInt(2 ** 31));
  console.log(`Random choices begin with FROMSEED_SEED=${process.env["FROMSEED_SEED"]}; set it to make them again.`);
}

/** The files that take longest, so that none of them is alone at the end. */
const LONGEST = [
  "faults/kill",
  "cli/scripts",
  "chain/tests2",
  "chain/diverse",
  "chain/reproduce",
  "chain/userland",
  "page/whole-way",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const long = LONGEST.flatMap((name) => files.filter(({ moduleId }) => moduleId.endsWith(`/${name}.test.ts`)));
    return [...long, ...files.filter((file) => !long.includes(file))];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/gcc/**"],
    globalSetup: ["test/build-first.ts"],
    sequence: { sequencer: LongestFirst },
    reporters: ["./test/progress.ts"],
    slowTestThreshold: 10_000,
    // A test mostly waits for a process that it started: as many at a time as there are cores, not one fewer.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
