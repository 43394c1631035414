// How many instructions the whole way takes, from the seed to tinycc: for the progress bar alone. The same on every
// machine; test/page/whole-way.test.ts sees to it that it is right.

export const EXPECTED_INSTRUCTIONS = 4_792_942_246;
