// What happens to a web changes the numbers, and the sentence says which thing it was: a stolen key, an expired one, a
// certification that was taken back, SHA-1, a clique of keys that a machine made.

import { beforeEach, expect, test } from "vitest";
import { findKey } from "../../src/web/find-key.ts";
import { graphAt, type Question } from "../../src/web/graph.ts";
import { reach, type Reach } from "../../src/web/reach.ts";
import { reachOfSigners } from "../../src/web/signers-reached.ts";
import type { Web } from "../../src/web/web.ts";
import { parseWeb, writeWeb } from "../../src/web/web-text.ts";
import { reachSentences, summary } from "../../src/web/words.ts";
import { part, uint } from "../openpgp/packet-writer.ts";
import { day, MadeKey, plain, webOf, YEAR, type Saying } from "./made-web.ts";

const NOW = day("2026-01-01");

let [me, ann, ben, cid, dan]: MadeKey[] = [];
let all: MadeKey[];

/** From me to dan: by way of ann, of ben, of cid. */
beforeEach(() => {
  [me, ann, ben, cid, dan] = ["me", "ann", "ben", "cid", "dan"].map((name) => new MadeKey(name));
  all = [me!, ann!, ben!, cid!, dan!];
  for (const between of [ann!, ben!]) {
    me!.certify(between);
    between.certify(dan!);
  }
});

function through(between: MadeKey, saying: Saying = {}): void {
  me!.certify(between);
  between.certify(dan!, saying);
}

function asked(question: Partial<Question> = {}, mostHops = 4): { web: Web; found: Reach; says: string } {
  const web = webOf(...all.map(({ certificate }) => certificate));
  const again = parseWeb(writeWeb(web));
  expect(plain(again)).toEqual(plain(web));
  const index = (key: MadeKey): number => web.keys.findIndex(({ fingerprint }) => fingerprint === key.fingerprint);
  const found = reach(graphAt(web, { at: NOW, ...question }), index(me!), index(dan!), mostHops);
  return { web, found, says: reachSentences(web, found).join("\n") };
}

test("all is well: three paths, with the date of each certification, and the keys that break them", () => {
  through(cid!, { created: day("2019-05-03") });
  const { web, found, says } = asked();
  expect(found).toMatchObject({ most: 3, direct: false, isSmallest: true, otherwise: [] });
  expect(found.ways.map((way) => way.length)).toEqual([2, 2, 2]);
  expect(found.ways.flat().filter(({ since }) => since === day("2019-05-03")).length).toBe(1);
  expect(says).toContain("3 disjoint paths of at most 4 hops");
  expect(says).toContain("3 keys break them all, no fewer do");
  expect(web).toMatchObject({ refused: 0, unknown: 0 });
});

test("a stolen key: two paths, and the key that was revoked is named, at whatever time one asks", () => {
  through(cid!);
  cid!.revoke(day("2024-03-01"), 2);
  for (const at of [NOW, day("2020-01-01")]) {
    const { found, says } = asked({ at });
    expect(found.ways.length).toBe(2);
    expect(says).toContain(`it would be 3 but that key ${cid!.fingerprint} ${cid!.name} was revoked on 2024-03-01`);
  }
});

test("a retired key counts until it was retired", () => {
  through(cid!);
  cid!.revoke(day("2024-03-01"), 3);
  expect(asked({ at: day("2024-02-29") }).found.ways.length).toBe(3);
  expect(asked({ at: day("2024-03-01") }).found.ways.length).toBe(2);
});

test("a key that is taken to be a thief's", () => {
  through(cid!);
  const { web } = asked();
  const { found, says } = asked({
    without: new Set([web.keys.findIndex((key) => key.fingerprint === cid!.fingerprint)]),
  });
  expect(found.ways.length).toBe(2);
  expect(says).toContain(
    `it would be 3 but that key ${cid!.fingerprint} ${cid!.name} is taken to be in a thief's hands`,
  );
});

test("an expired key: two paths from that day on, and it is named", () => {
  const old = new MadeKey("old", { expires: 5 * YEAR });
  all.push(old);
  through(old);
  const ends = old.pair.body.readUInt32BE(1) + 5 * YEAR;
  expect(asked({ at: ends - 1 }).found.ways.length).toBe(3);
  const { found, says } = asked({ at: ends });
  expect(found.ways.length).toBe(2);
  expect(says).toContain(`it would be 3 but that key ${old.fingerprint} ${old.name} expired on 2019-12-31`);
});

test("a certification that was taken back: two paths from that day on, and both keys are named", () => {
  through(cid!);
  cid!.takeBack(dan!, day("2022-02-02"));
  expect(asked({ at: day("2022-02-01") }).found.ways.length).toBe(3);
  const { found, says } = asked();
  expect(found.ways.length).toBe(2);
  expect(says).toContain(`key ${cid!.fingerprint} ${cid!.name} took back its certification of ${dan!.fingerprint}`);
  expect(says).toContain("on 2022-02-02");
});

test("a certification that ran out, and one that its maker made again", () => {
  through(cid!, { lasts: YEAR });
  expect(asked().says).toContain(`the certification of ${dan!.fingerprint} ${dan!.name} by ${cid!.fingerprint}`);
  cid!.certify(dan!, { created: day("2018-01-01") });
  const { found } = asked();
  expect(found.ways.length).toBe(3);
  expect(found.ways.flat().some(({ since }) => since === day("2016-06-01"))).toBe(true);
});

test("SHA-1 never counts, however old, and the number with it is told", () => {
  through(cid!, { hash: 2, created: day("2015-02-01") });
  const { found, says } = asked();
  expect(found.ways.length).toBe(2);
  expect(says).toContain("it would be 3 but that certifications with SHA-1, MD5 or RIPEMD-160 do not count");
});

test("a certification whose maker checked nothing does not count", () => {
  through(cid!, { type: 0x11 });
  expect(asked().says).toContain("it would be 3 but that certifications whose makers say that they checked nothing");
});

test("one that is not by the key that it names is not taken", () => {
  const forged = new MadeKey("forger");
  const { pair } = cid!;
  through(cid!);
  // The same name and time, signed by another key that claims to be cid's.
  Object.assign(cid!, { pair: { ...forged.pair, fingerprint: pair.fingerprint, id: pair.id, body: pair.body } });
  cid!.certify(ann!);
  Object.assign(cid!, { pair });
  const { web, found } = asked();
  expect(web.refused).toBe(1);
  expect(found.ways.length).toBe(3);
});

test("a clique of machine-made keys adds one path, through whoever was careless; with an earlier time none", () => {
  const machines = Array.from({ length: 12 }, (_, i) => new MadeKey(`machine${i}`, { created: day("2024-01-01") }));
  const [thief] = machines;
  const created = day("2024-02-01");
  for (const a of machines) for (const b of machines) if (a !== b) a.certify(b, { created });
  all.push(...machines);
  // Of those who lead to dan only cid certifies machines: all twelve of them.
  me!.certify(cid!);
  for (const machine of machines) {
    cid!.certify(machine, { created });
    if (machine !== thief) machine.certify(dan!, { created });
  }
  const { found, says } = asked();
  expect(found.ways.length).toBe(3);
  expect(found.cut.length).toBe(3);
  const early = asked({ before: day("2023-01-01") });
  expect(early.found.ways.length).toBe(2);
  expect(early.says).toContain("it would be 3 but that certifications made later than was asked for do not count");
  expect(says).not.toContain("it would be");
  // To a key of the clique itself there is one path, and the careless one is named.
  const web = webOf(...all.map(({ certificate }) => certificate));
  const signers = reachOfSigners(
    graphAt(web, { at: NOW }),
    [
      { name: "dan", fingerprint: dan!.fingerprint },
      { name: "machine", fingerprint: thief!.fingerprint },
      { name: "ann", fingerprint: ann!.fingerprint },
      { name: "ssh", fingerprint: "SHA256:uNiVztksCsDhcc0u9e8BrrQXVUpKZIDTMczCvj3tD2s" },
      { name: "eve", fingerprint: "f".repeat(40) },
    ],
    { from: web.keys.findIndex(({ fingerprint }) => fingerprint === me!.fingerprint), mostHops: 4, vouchings: [] },
  );
  expect(summary(web, signers)).toBe(
    [
      "1 of your 5 signers is reached by 3 or more disjoint paths from your own key",
      `machine by 1, through a single key: ${cid!.fingerprint} ${cid!.name}`,
      "ann by 1, your own certification",
      "ssh by none: it is an SSH key, and no certificate that was given vouches for that",
      "eve by none: no certificate that was given has its key",
    ].join("; "),
  );
});

test("a key that was signed by its owner without end keeps nobody busy, and counts for nothing", () => {
  through(cid!);
  for (let i = 0; i < 1001; i++) cid!.claim([part(3, uint(i, 4))]);
  const { found, says } = asked();
  expect(found.ways.length).toBe(2);
  expect(says).toContain(
    `it would be 3 but that nothing that counts holds key ${cid!.fingerprint} ${cid!.name} together`,
  );
});

test("an address that a well certified owner added leads to nobody by the certifications of another one", () => {
  const other = "Boss <boss@example.org>";
  dan!.add(other);
  const { web } = asked();
  const key = web.keys.findIndex(({ fingerprint }) => fingerprint === dan!.fingerprint);
  expect(findKey(web, "boss@example.org")).toEqual({ ok: true, value: key });
  const about = (address: string) => asked({ about: { key, address } }).found.ways.length;
  expect([about("dan@example.org"), about("boss@example.org")]).toEqual([2, 0]);
  ann!.certify(dan!, {}, other);
  expect(about("boss@example.org")).toBe(1);
});

test("too few hops: no path, and said so", () => {
  expect(asked({}, 1).says).toBe("no path of at most 1 hop");
});

test("a key is found by its whole fingerprint or an address that it alone has, never by an ID", () => {
  const { web } = asked();
  const digits = dan!.fingerprint;
  expect(findKey(web, `0x${digits.toUpperCase()}`)).toEqual({ ok: true, value: 4 });
  expect(findKey(web, "dan@example.org")).toEqual({ ok: true, value: 4 });
  expect(findKey(web, digits.slice(-16))).toMatchObject({ ok: false, failures: [{ code: "usage" }] });
  expect(findKey(web, "eve@example.org")).toMatchObject({ ok: false, failures: [{ code: "key-absent" }] });
  all.push(new MadeKey("dan"));
  expect(findKey(asked().web, "dan@example.org")).toMatchObject({ ok: false, failures: [{ code: "usage" }] });
});

test("a text of another version, of no web, or with a damaged name is none", () => {
  expect(parseWeb("fromseed-web 2\n")).toBe(undefined);
  expect(parseWeb("fromseed-web 1\nleft 0 0\nwhat 1\n")).toBe(undefined);
  expect(parseWeb("fromseed-web 1\nleft 0 0")).toBe(undefined);
  for (const name of ['"abc', "7", ""])
    expect(parseWeb(`fromseed-web 1\nleft 0 0\nkey ${"0".repeat(40)} 1 fit\nuser ${name}\n`)).toBe(undefined);
});
