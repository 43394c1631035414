// Changes of a recipe's text by hand, as its writer would make them: lines are put in, words replaced, all else stays as it
// is. Must never be trusted for the result: it is read again before it is kept.

/** The text with a source's lines put at the end of its list, which is made where there is none. */
export function withSource(text: string, lines: readonly string[]): string {
  const all = text.split("\n");
  const head = all.findIndex((line) => /^sources:\s*(#.*)?$/.test(line));
  const added = lines.map((line) => `  ${line}`);
  if (head < 0) {
    // Sources come after the version, as in every recipe.
    const version = all.findIndex((line) => line.startsWith("version:"));
    return [...all.slice(0, version + 1), "sources:", ...added, ...all.slice(version + 1)].join("\n");
  }
  let end = head + 1;
  for (let at = head + 1; at < all.length && !/^[^\s#]/.test(all[at]!); at++) if (/^\s+\S/.test(all[at]!)) end = at + 1;
  return [...all.slice(0, end), ...added, ...all.slice(end)].join("\n");
}

/** The text with each old word replaced by its new one, wherever it stands as a whole. */
export function withWords(text: string, words: ReadonlyMap<string, string>): string {
  if (words.size === 0) return text;
  return text.replaceAll(whole([...words.keys()]), (old) => words.get(old)!);
}

/** The text with another version: in lines that name the version, a file or where it is, and nowhere else. */
export function withVersion(text: string, before: string, after: string): string {
  const pattern = whole([before]);
  return text
    .split("\n")
    .map((line) =>
      /^\s*(?:-\s+)?(?:version|file|url|debian|snapshot|crate|pypi|rustup):\s/.test(line)
        ? line.replaceAll(pattern, () => after)
        : line,
    )
    .join("\n");
}

/** Words that are no part of a longer one, nor of a longer version: 1.2 is none of 1.2.5. */
function whole(words: readonly string[]): RegExp {
  const escaped = words.map((word) => word.replaceAll(/[^A-Za-z0-9 ]/g, "\\$&"));
  return new RegExp(`(?<![A-Za-z0-9]|[0-9]\\.)(?:${escaped.join("|")})(?![A-Za-z0-9]|\\.[0-9])`, "g");
}
