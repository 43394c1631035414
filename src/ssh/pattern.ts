// Lists of patterns, as ssh_config(5) has them under PATTERNS: `*`, `?`, and `!` before one that must not match.
// Must never match by a negated pattern alone.

/** Whether a text matches one pattern of the list, and none of the negated ones. */
export function matchesList(list: string, text: string): boolean {
  let found = false;
  for (const pattern of list.split(",")) {
    const negated = pattern.startsWith("!");
    if (!matches(negated ? pattern.slice(1) : pattern, text)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

/** In steps that grow with the product of the lengths at most, however many `*` there are. */
function matches(pattern: string, text: string): boolean {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === "?" || (pattern[p] === text[t] && pattern[p] !== "*"))) {
      p++;
      t++;
    } else if (pattern[p] === "*") {
      star = p++;
      from = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++from;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
