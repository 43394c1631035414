import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { displayWidth } from "../../src/report/display-width.ts";
import { graphDot } from "../../src/report/graph-dot.ts";
import { graphLayers } from "../../src/report/graph-layers.ts";
import type { GraphNode } from "../../src/report/graph-layers.ts";
import { graphSvg } from "../../src/report/graph-svg.ts";
import { graphText } from "../../src/report/graph-text.ts";
import { layeredLayout } from "../../src/report/layered-layout.ts";

const bootstrap: readonly GraphNode[] = Object.entries({
  seed: "",
  hex1: "seed",
  hex2: "hex1",
  assembler: "hex2",
  cc0: "assembler",
  cc1: "cc0",
  "libc-1": "cc1",
  "tinycc-1": "cc1",
  "tinycc-2": "tinycc-1 libc-1",
  "make-1": "tinycc-2 libc-1",
  "bash-1": "tinycc-2 libc-1 make-1",
  gcc: "tinycc-2 libc-1 make-1 bash-1",
}).map(([name, uses], i) => ({
  name,
  uses: uses.split(" ").filter((used) => used !== ""),
  state: i < 8 ? "built" : "missing",
  ...(i < 8 && { digest: sha256(name) }),
}));

const hostile: readonly GraphNode[] = [
  { name: '</text><script>"&\\', uses: [], state: "\x1b[2J" },
  { name: 'b\u202e"];', uses: ['</text><script>"&\\'], digest: "<&>" },
];

/** Random graphs: each node uses some of those before it; `order` shuffles what is given. */
const graphs = fc
  .array(fc.array(fc.nat(40), { maxLength: 5 }), { minLength: 1, maxLength: 40 })
  .map((uses): GraphNode[] =>
    uses.map((some, i) => ({ name: `n${i}`, uses: some.filter((used) => used < i).map((used) => `n${used}`) })),
  );
const shuffled = graphs.chain((nodes) =>
  fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length })),
);

function svg(nodes: readonly GraphNode[]): string {
  const drawn = graphSvg(nodes);
  if (!drawn.ok) throw new Error(drawn.failures[0]!.message);
  return drawn.value;
}

test("a bootstrap's graph as text, DOT and SVG is as recorded", async () => {
  await expect(graphText(bootstrap)).toMatchFileSnapshot("golden/graph.txt");
  await expect(graphText(bootstrap, { width: 50 })).toMatchFileSnapshot("golden/graph-50.txt");
  await expect(graphDot(bootstrap)).toMatchFileSnapshot("golden/graph.dot");
  await expect(svg(bootstrap)).toMatchFileSnapshot("golden/graph.svg");
});

test("all three depend on the graph alone, not on the order in which it is given", () => {
  fc.assert(
    fc.property(shuffled, ([nodes, others]) => {
      const reversed = others.map((node) => ({ ...node, uses: [...node.uses].reverse() }));
      expect(graphText(reversed)).toBe(graphText(nodes));
      expect(graphDot(reversed)).toBe(graphDot(nodes));
      expect(svg(reversed)).toBe(svg(nodes));
    }),
  );
});

test("every stage stands in a later layer than all that it uses, right after the last of them", () => {
  fc.assert(
    fc.property(graphs, (nodes) => {
      const layers = graphLayers(nodes);
      const layerOf = new Map(layers.flatMap((layer, index) => layer.map((node) => [node.name, index] as const)));
      expect(layerOf.size).toBe(nodes.length);
      for (const node of nodes)
        expect(layerOf.get(node.name)).toBe(Math.max(-1, ...node.uses.map((used) => layerOf.get(used)!)) + 1);
    }),
  );
});

test("a cycle or a dangling name is our bug", () => {
  expect(() => graphLayers([{ name: "a", uses: ["a"] }])).toThrow("our bug");
  expect(() => graphLayers([{ name: "a", uses: ["b"] }])).toThrow("our bug");
});

test("nothing is an empty text", () => {
  expect(graphText([])).toBe("");
  expect(svg([])).toContain("</svg>");
});

describe("text", () => {
  const bridged: readonly GraphNode[] = [
    { name: "a", uses: [], bridges: ["compiler-1.0", "library"] },
    { name: "b", uses: [], bridges: ["other"] },
    { name: "c", uses: ["a", "b"], bridges: ["compiler-1.0", "library", "other", "shared"] },
    { name: "d", uses: ["a"], bridges: ["compiler-1.0", "other"] },
    { name: "e", uses: [] },
  ];
  const bridges = ["compiler-1.0", "library", "other", "shared"].map((name) => ({ name, says: "not from source" }));

  test("bridges are named where there is room, and numbered where not", () => {
    expect(graphText(bridged, { width: 105, bridges })).toBe(graphText(bridged, { bridges }));
    expect(graphText(bridged, { bridges })).toContain("1  c  [compiler-1.0 library other shared]  uses a, b\n");
    expect(graphText(bridged, { width: 104, bridges })).toBe(
      [
        "0  a  [1-2]",
        "   b  [3]",
        "   e",
        "1  c  [1-4]  uses a, b",
        "   d  [1 3]  uses a",
        "[1 compiler-1.0] not from source",
        "[2 library] not from source",
        "[3 other] not from source",
        "[4 shared] not from source",
        "",
      ].join("\n"),
    );
  });

  test("fits its width where a name does", () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 20, max: 100 }), (nodes, width) => {
        for (const line of graphText(nodes, { width }).split("\n"))
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe("SVG", () => {
  test("no two boxes or lines share a place", () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        for (const layer of layeredLayout(nodes, (node) => 20 + node.name.length * 8)!.layers) {
          // Middles are rounded to whole numbers, so a gap may be one less than asked for.
          for (const [i, slot] of layer.entries())
            if (i > 0)
              expect(slot.x - layer[i - 1]!.x).toBeGreaterThanOrEqual((slot.width + layer[i - 1]!.width) / 2 + 17);
        }
      }),
    );
  });

  test("every use is a line, and lines go down one layer at a time", () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const { lines } = layeredLayout(nodes, () => 20)!;
        const drawn = lines.map((line) => `${line.at(-1)!.node!.name} ${line[0]!.node!.name}`).sort();
        expect(drawn).toEqual(
          [...new Set(nodes.flatMap((node) => node.uses.map((used) => `${node.name} ${used}`)))].sort(),
        );
        for (const line of lines) for (const [i, slot] of line.entries()) expect(slot.layer).toBe(line[0]!.layer + i);
      }),
    );
  });

  test("a graph with too many lines for a picture is a failure, found quickly", () => {
    const chain = Array.from({ length: 5000 }, (_, i) => ({
      name: `n${i}`,
      uses: i === 0 ? [] : [`n${i - 1}`, ...(i > 1 ? ["n0"] : [])],
    }));
    const drawn = graphSvg(chain);
    expect(drawn.ok ? "" : drawn.failures[0]!.message).toBe(
      "Cannot draw the graph: 5000 stages with all their lines are more than a picture can show",
    );
    expect(graphText(chain).split("\n").length).toBe(5001);
  });

  test("what a longer way implies is drawn fainter", () => {
    const uses = [...svg(bootstrap).matchAll(/class="uses( implied)?"/g)];
    expect(uses.length).toBe(18);
    expect(uses.filter((match) => match[1] !== undefined).length).toBe(6);
  });
});

describe("hostile names", () => {
  test("stay text in SVG", () => {
    const text = svg(hostile);
    expect(text).not.toContain("<script");
    expect(text).toContain("&lt;/text&gt;&lt;script&gt;&quot;&amp;\\");
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    // Every mark left is one of ours: tags balance.
    const tags = [...text.matchAll(/<(\/?)([a-zA-Z]+)[^<>]*?(\/?)>/g)];
    const depth = tags.reduce((open, [, closes, , alone]) => open + (closes ? -1 : alone ? 0 : 1), 0);
    expect(depth).toBe(0);
  });

  test("stay inside quotes in DOT", () => {
    expect(graphDot(hostile)).toBe(
      [
        "digraph fromseed {",
        "  rankdir=TB;",
        '  node [shape=box, style=rounded, fontname="monospace"];',
        '  "</text><script>\\"&\\\\" [label="</text><script>\\"&\\\\\\n^[[2J"];',
        '  "b\\\\u{202e}\\"];" [label="b\\\\u{202e}\\"];\\n<&>"];',
        '  "</text><script>\\"&\\\\" -> "b\\\\u{202e}\\"];";',
        "}",
        "",
      ].join("\n"),
    );
  });
});
