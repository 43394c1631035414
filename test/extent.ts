// How much of the long tests a run does: all of it, as `./fromseed test --all`, or a tenth that is chosen by a seed.
// The run prints the seed; FROMSEED_SEED gives it again. Must be the only place of the tests that asks.

/** All kills, all random programs and all long builds are wanted. */
export const all = process.env["FROMSEED_TEST"] === "all";

/** The long chain is built first, where it is not here yet: `npm run test:chain`. */
export const chain = process.env["FROMSEED_CHAIN"] === "yes";

/** The title of a test that is only in that run. */
export const inChain = (title: string): string => (chain ? title : `${title} (skipped: it is in npm run test:chain)`);

/** What the choice goes by: one number for all files of a run. */
export const seed = Number(process.env["FROMSEED_SEED"] ?? 1);

/** Which of so many rounds this run does, in order: all of them, or a tenth. Each has its own number to start from. */
export function rounds(total: number): readonly number[] {
  const numbers = Array.from({ length: total }, (_, number) => number);
  if (all) return numbers;
  const draw = draws(seed);
  for (let i = total - 1; i > 0; i--) {
    const j = draw(i + 1);
    [numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!];
  }
  return numbers.slice(0, Math.ceil(total / 10)).sort((a, b) => a - b);
}

/** The settings of fast-check for so many rounds. */
export function tries(total: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: all ? total : Math.ceil(total / 10), seed };
}

/** Draws whole numbers from 0 to below a limit, always the same ones from one start (xorshift). */
export function draws(start: number): (below: number) => number {
  let state = Math.imul(start + 1, 0x9e3779b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
