// The settings of `npm run test:chain`: the long chain alone, and what it prints as it comes.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["gcc", "llvm", "rust", "tables"].map((folder) => `test/${folder}/**/*.test.ts`),
    // Whatever source a test looks at is fetched.
    env: { FROMSEED_CHAIN: "yes" },
    globalSetup: ["test/build-first.ts"],
    disableConsoleIntercept: true,
  },
});
