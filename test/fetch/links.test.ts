// Which links lead out of their tree: cases, a plain resolver as oracle, and chains that are long.

import fc from "fast-check";
import { expect, test } from "vitest";
import { linkThatLeaves } from "../../src/fetch/tar/links.ts";

function leaving(links: ReadonlyMap<string, string>): string | undefined {
  const steps = linkThatLeaves(links);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Name by name, looking each path up again; a link that is followed for long enough leads nowhere. */
function plainlyLeaves(path: string, links: ReadonlyMap<string, string>): boolean {
  const at = path.split("/").slice(0, -1);
  const coming = links.get(path)!.split("/").reverse();
  if (links.get(path)!.startsWith("/")) return true;
  for (let followed = 0; coming.length > 0 && followed < 2000; ) {
    const name = coming.pop()!;
    if (name === "" || name === ".") continue;
    if (name === "..") {
      if (at.pop() === undefined) return true;
      continue;
    }
    at.push(name);
    const target = links.get(at.join("/"));
    if (target === undefined) continue;
    if (target.startsWith("/")) return true;
    followed++;
    at.pop();
    coming.push(...target.split("/").reverse());
  }
  return false;
}

const directory = fc.constantFrom("", "d/", "d/e/");
const name = fc.constantFrom("a", "b", "c");
const target = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom("..", "..", ".", "", "d", "e", "x") }, name), {
    minLength: 1,
    maxLength: 5,
  })
  .map((names) => names.join("/"));
const tree = fc
  .uniqueArray(
    fc.tuple(
      fc.tuple(directory, name).map(([above, own]) => above + own),
      target,
    ),
    {
      selector: ([path]) => path,
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((all) => new Map(all));

test("as a plain resolver finds them", () => {
  let leave = 0;
  fc.assert(
    fc.property(tree, (links) => {
      const expected = [...links.keys()].find((path) => plainlyLeaves(path, links));
      if (expected !== undefined) leave++;
      expect(leaving(links)).toBe(expected);
    }),
    { numRuns: 5000 },
  );
  expect(leave).toBeGreaterThan(500);
  expect(leave).toBeLessThan(4500);
});

test("a circle leads nowhere", () => {
  expect(
    leaving(
      new Map([
        ["a", "b/../../.."],
        ["b", "c"],
        ["c", "b"],
      ]),
    ),
  ).toBe(undefined);
});

test("a long chain is followed to its end, and each of its links once", () => {
  const chain = (end: string): Map<string, string> => {
    const links = new Map([["d/l0", end]]);
    // Each leads through the one before three hundred times: 10 MB of targets.
    for (let i = 1; i < 5000; i++) links.set(`d/l${i}`, `${`l${i - 1}/../`.repeat(300)}d/l${i - 1}`);
    return new Map([...links].reverse());
  };
  const begun = performance.now();
  expect(leaving(chain("../d"))).toBe(undefined);
  expect(leaving(chain("../../d"))).toBe("d/l4999");
  expect(performance.now() - begun).toBeLessThan(5000);
});
