// How many instructions the whole way takes, from the seed to tinycc: for the progress bar alone. The same on every
// machine.

export const EXPECTED_INSTRUCTIONS = 1_000_000_000;
