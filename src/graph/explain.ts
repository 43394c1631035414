// What changed between two key texts, in words. It reads only the texts: what is not in the key cannot be blamed.

/** One difference: the part of the key, and its lines then and now. */
export interface KeyChange {
  readonly part: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * Compares two key texts line by line. Lines that carry a name (`use tinycc-1 ...`) are matched by it; the others
 * (steps, checks, outputs) by their order. An empty list means that the keys are equal.
 */
export function explainKey(before: string, after: string): readonly KeyChange[] {
  const then = parts(before);
  const now = parts(after);
  const changes: KeyChange[] = [];
  for (const part of new Set([...then.keys(), ...now.keys()])) {
    const a = then.get(part);
    const b = now.get(part);
    if (a !== b)
      changes.push({ part, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) });
  }
  return changes;
}

function parts(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [word = "", ...rest] = line.split(" ");
    if (word === "use" || word === "source" || word === "environment") {
      found.set(`${word} ${rest[0]}`, rest.slice(1).join(" "));
    } else if (word === "file") {
      found.set(`file ${rest.slice(2).join(" ")}`, rest.slice(0, 2).join(" "));
    } else if (word === "step" || word === "check" || word === "output") {
      const count = (counts.get(word) ?? 0) + 1;
      counts.set(word, count);
      found.set(`${word} ${count}`, rest.join(" "));
    } else {
      found.set(word, rest.join(" "));
    }
  }
  return found;
}
