// Differences between what a listing says and what is there, as lines for a person.
// Must never be used to decide whether two trees are the same: their digests say that.

import type { ListedEntry } from "./listing.ts";

const mostLines = 20;

/** One line for each path that is missing, extra or different, the first 20 of them. */
export function differences(listed: readonly ListedEntry[], found: readonly ListedEntry[]): string[] {
  const there = new Map(found.map((entry) => [entry.path, entry]));
  const lines: string[] = [];
  for (const entry of listed) {
    const other = there.get(entry.path);
    there.delete(entry.path);
    const path = JSON.stringify(entry.path);
    if (other === undefined) lines.push(`${path} is missing`);
    else if (describe(entry) !== describe(other)) lines.push(`${path} is ${describe(other)}, not ${describe(entry)}`);
  }
  for (const path of there.keys()) lines.push(`${JSON.stringify(path)} is not in the listing`);
  return lines.length <= mostLines ? lines : [...lines.slice(0, mostLines), `and ${lines.length - mostLines} more`];
}

function describe(entry: ListedEntry): string {
  switch (entry.type) {
    case "file":
      return `${entry.executable ? "an executable file" : "a file"} of sha256 ${entry.sha256}`;
    case "link":
      return `a link to ${JSON.stringify(entry.target)}`;
    case "directory":
      return "an empty directory";
  }
}
