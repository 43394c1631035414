// Large webs: Debian's real one, from its keyring to the sentence, and a made one of 5,500 keys and 77,000
// certifications. The numbers hold for what was shown: paths share nothing, and without the cut there is none.

import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeTree } from "../../src/store/remove-tree.ts";
import { Certifications, type Certification } from "../../src/web/certifications.ts";
import { disjointWays } from "../../src/web/disjoint-ways.ts";
import { graphAt } from "../../src/web/graph.ts";
import { reach } from "../../src/web/reach.ts";
import type { Web } from "../../src/web/web.ts";
import { parseWeb, writeWeb } from "../../src/web/web-text.ts";
import { fromseedIn } from "../cli/in-process.ts";
import { all, draws } from "../extent.ts";
import { plain } from "./made-web.ts";

const NOW = Date.UTC(2026, 0, 1) / 1000;

/** Keys that each certify fourteen others at random; no signatures: those are not what is tested here. */
function madeWeb(size: number, each: number): Web {
  const draw = draws(7);
  const bySubject: Certification[][] = Array.from({ length: size }, () => []);
  for (let issuer = 0; issuer < size; issuer++)
    for (let i = 0; i < each; i++)
      bySubject[draw(size)]!.push({
        issuer,
        created: 1_400_000_000 + draw(300_000_000),
        hash: 8,
        type: 0x13,
        expires: Infinity,
        revoked: Infinity,
      });
  const always = [{ from: 1_300_000_000, until: Infinity }];
  let end = 0;
  return {
    keys: bySubject.map((made, index) => ({
      fingerprint: index.toString(16).padStart(40, "0"),
      created: 1_300_000_000,
      weak: false,
      alive: always,
      revoked: [],
      users: [{ text: `k${index}@example.org`, stands: always, first: end, end: (end += made.length) }],
    })),
    certifications: Certifications.of(
      bySubject.flatMap((made) => made.sort((a, b) => a.issuer - b.issuer || a.created - b.created)),
    ),
    unknown: 0,
    refused: 0,
  };
}

/** What is shown of a pair is so, by walking it. */
function holds(web: Web, question: { at: number }, [from, to]: readonly [number, number], mostHops: number): number {
  const graph = graphAt(web, question);
  const found = reach(graph, from, to, mostHops);
  const between = found.ways.flatMap((way) => way.slice(0, -1).map(({ subject }) => subject));
  expect(new Set(between).size).toBe(between.length);
  for (const way of found.ways) {
    expect(way.length).toBeLessThanOrEqual(mostHops);
    expect(way[0]!.issuer).toBe(from);
    expect(way.at(-1)!.subject).toBe(to);
    for (const [index, edge] of way.entries()) if (index > 0) expect(edge.issuer).toBe(way[index - 1]!.subject);
  }
  const broken = reach(graphAt(web, { ...question, without: new Set(found.cut) }), from, to, mostHops);
  expect(broken.ways.length).toBe(found.direct ? 1 : 0);
  return found.ways.length;
}

test("a made web of 5,500 keys and 77,000 certifications", () => {
  const web = madeWeb(5500, 14);
  expect(plain(parseWeb(writeWeb(web)))).toEqual(plain(web));
  const graph = graphAt(web, { at: NOW });
  expect(graph.out.flat().length).toBeGreaterThan(76_000);
  const draw = draws(3);
  const begun = process.cpuUsage();
  const pairs = Array.from({ length: 100 }, () => [draw(5500), draw(5500)] as const).filter(([a, b]) => a !== b);
  for (const [from, to] of pairs) disjointWays(graph, { from, to, mostHops: 4 });
  const { user, system } = process.cpuUsage(begun);
  // A tenth of this is usual.
  expect((user + system) / 1000 / pairs.length).toBeLessThan(100);
  expect(holds(web, { at: NOW }, pairs[0]!, 4)).toBeGreaterThan(3);
});

const path = ["pgp", "gpg"]
  .map((ending) => `/usr/share/keyrings/debian-keyring.${ending}`)
  .find((each) => existsSync(each));
if (path === undefined) console.warn("skipped: the package debian-keyring is not installed");

test.runIf(path !== undefined && all)(
  "Debian's keyring: trust list over a policy of four",
  { timeout: 120_000 },
  async () => {
    const root = mkdtempSync(join(tmpdir(), "fromseed-debian-"));
    try {
      const run = fromseedIn(root, join(root, "home"));
      await run("trust", "path", "a", "b", "--keys", path!);
      const [name] = readdirSync(join(root, "home/webs"));
      const web = parseWeb(readFileSync(join(root, "home/webs", name!), "utf8"))!;
      expect(web.refused).toBe(0);
      const made = web.certifications.rows();
      expect(made.length).toBeGreaterThan(30_000);
      // As of when most keys of the package were alive: its newest certification.
      const at = Math.max(...made.map(({ created }) => created));
      const { out, into } = graphAt(web, { at });
      const byCertifiers = [...out.keys()].sort((a, b) => into[b]!.length - into[a]!.length);
      const from = [...out.keys()].reduce((best, each) => (out[each]!.length > out[best]!.length ? each : best));
      const signers = byCertifiers.filter((each) => each !== from).slice(0, 3);
      const lonely = byCertifiers.find((each) => into[each]!.length === 1 && each !== from)!;
      for (const to of [...signers, lonely]) holds(web, { at }, [from, to], 4);
      const names = [...signers, lonely].map((index, i) => `signer s${i} ${web.keys[index]!.fingerprint}\n`);
      writeFileSync(join(root, "policy.txt"), `${names.join("")}group g 2 s0 s1 s2 s3\nquorum g\n`);
      const day = new Date(at * 1000).toISOString().replace(".000Z", "Z");
      const words = [
        "trust",
        "list",
        "--policy",
        join(root, "policy.txt"),
        "--from",
        web.keys[from]!.fingerprint,
      ] as const;
      const { code, said } = await run(...words, "--keys", path!, "--at", day);
      expect(code).toBe(0);
      const last = said.trimEnd().split("\n").at(-1)!;
      expect(last).toMatch(/^3 of your 4 signers are reached by 3 or more disjoint paths from your own key; s3 by /);
    } finally {
      await removeTree(root);
    }
  },
);
