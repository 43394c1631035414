// Changed spans: which parts of two texts differ, word by word. Must never take long: texts that differ in very many
// words count as different from their first differing word to their last.

/** Parts that stand at the same place: offsets in the one text and in the other; one of the two may be empty. */
export interface ChangedSpan {
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

const WORD = /[\p{L}\p{N}_]+|\s+|./gsu;
/** The most pairs of words that are compared. */
const MOST_PAIRS = 250_000;

/** The spans in their order; empty where the texts are the same. */
export function changedSpans(before: string, after: string): readonly ChangedSpan[] {
  const a = before.match(WORD) ?? [];
  const b = after.match(WORD) ?? [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [aEnd, bEnd] = [a.length, b.length];
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) [aEnd, bEnd] = [aEnd - 1, bEnd - 1];
  const offset = a.slice(0, start).join("").length;
  return spansOf(a.slice(start, aEnd), b.slice(start, bEnd)).map((span) => ({
    before: [span.before[0] + offset, span.before[1] + offset],
    after: [span.after[0] + offset, span.after[1] + offset],
  }));
}

function spansOf(a: readonly string[], b: readonly string[]): readonly ChangedSpan[] {
  if (a.length === 0 && b.length === 0) return [];
  const kept = a.length * b.length > MOST_PAIRS ? [] : longestCommon(a, b);
  const spans: ChangedSpan[] = [];
  let [i, j, aAt, bAt] = [0, 0, 0, 0];
  for (const [nextI, nextJ] of [...kept, [a.length, b.length] as const]) {
    const [aLength, bLength] = [a.slice(i, nextI).join("").length, b.slice(j, nextJ).join("").length];
    if (aLength > 0 || bLength > 0) spans.push({ before: [aAt, aAt + aLength], after: [bAt, bAt + bLength] });
    const same = a[nextI]?.length ?? 0;
    [aAt, bAt] = [aAt + aLength + same, bAt + bLength + same];
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return spans;
}

/** The longest list of words that both hold in the same order, as pairs of where they stand. */
function longestCommon(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  // lengths[i][j]: of what follows from the i-th and the j-th word on.
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}
