// What a certificate says of its keys, and at what time: made by a packet writer, judged by us, and by gpgv and sqv where
// they are here. Where those two differ, the page SIGNATURES.md says whom we follow.

import { describe, expect, test } from "vitest";
import { A_YEAR, CONTENT, keyringOf, others, verdictOf, verdictsOf, year } from "./judges.ts";
import {
  certification,
  detached,
  direct,
  FLAGS,
  hashedKey,
  makePair,
  part,
  publicKey,
  signature as signed,
  simple,
  subkey,
  userId,
} from "./packet-writer.ts";

const BOTH = FLAGS.certify | FLAGS.sign;
const NAME = "T <t@example.org>";
const made = year(2020);
const T = year(2022);

const primary = makePair("ed25519-legacy", made);
const own = makePair("ed25519-legacy", made);
const byPrimary = detached(primary, CONTENT, { created: T });
const bySubkey = detached(own, CONTENT, { created: T });
const user = (saying: Parameters<typeof certification>[2]): Buffer =>
  Buffer.concat([userId(NAME), certification(primary, NAME, saying)]);

describe("what a key is for", () => {
  const key = publicKey(primary);
  test.each([
    ["a user ID's certification says sign", [key, user({ created: made, flags: BOTH })], byPrimary, "good", true, true],
    [
      "no user ID, a direct signature says sign",
      [key, direct(primary, { created: made, flags: BOTH })],
      byPrimary,
      "good",
      true,
      true,
    ],
    [
      "the user ID says nothing, the direct one sign",
      [key, direct(primary, { created: made, flags: BOTH }), user({ created: made })],
      byPrimary,
      "good",
      true,
      true,
    ],
    [
      "nothing says anything: as before there were flags",
      [key, user({ created: made })],
      byPrimary,
      "good",
      true,
      false,
    ],
    ["no user ID, and nothing said", [key, direct(primary, { created: made })], byPrimary, "good", true, false],
    [
      "the user ID says certify alone",
      [key, user({ created: made, flags: FLAGS.certify })],
      byPrimary,
      "unfit-key",
      false,
      false,
    ],
    ["the key alone", [key], byPrimary, "unfit-key", false, false],
    ["a user ID that nobody certified", [key, userId(NAME)], byPrimary, "unfit-key", false, false],
    [
      "a bound subkey of a key alone",
      [key, subkey(primary, own, { created: made, flags: FLAGS.sign })],
      bySubkey,
      "unfit-key",
      false,
      false,
    ],
    [
      "a subkey, no user ID",
      [
        key,
        direct(primary, { created: made, flags: FLAGS.certify }),
        subkey(primary, own, { created: made, flags: FLAGS.sign }),
      ],
      bySubkey,
      "good",
      true,
      true,
    ],
    [
      "a subkey without its own word",
      [
        key,
        user({ created: made, flags: BOTH }),
        subkey(primary, own, { created: made, flags: FLAGS.sign, back: false }),
      ],
      bySubkey,
      "unfit-key",
      false,
      false,
    ],
    [
      "the direct signature says until when",
      [key, direct(primary, { created: made, flags: BOTH, expires: A_YEAR }), user({ created: made, flags: BOTH })],
      byPrimary,
      "expired-key",
      false,
      false,
    ],
  ] as const)("%s", (_, pieces, signature, status, gpgv, sqv) => {
    const certificate = Buffer.concat(pieces);
    expect(verdictOf(keyringOf(certificate), signature).status).toBe(status);
    const judged = others(certificate, signature);
    if (judged.gpgv !== null) expect(judged.gpgv, "gpgv").toBe(gpgv);
    if (judged.sqv !== null) expect(judged.sqv, "sqv").toBe(sqv);
  });
});

describe("SHA-1 in what holds a certificate together", () => {
  const before = year(2020) - A_YEAR;
  const cutOff = Date.UTC(2020, 1, 1) / 1000;
  const old = makePair("rsa2048", before);
  const oldSubkey = makePair("rsa2048", before);

  test("counts with a note when it is from before February 2020, and not after", () => {
    const signature = detached(old, CONTENT, { created: T });
    const of = (created: number): Buffer => simple(old, { created, flags: BOTH, hash: 2 });
    expect(verdictOf(keyringOf(of(cutOff - 1)), signature)).toMatchObject({
      status: "good",
      notes: ["its certificate is held together by SHA-1, from before 2020-02-01"],
    });
    expect(verdictOf(keyringOf(of(cutOff)), signature)).toMatchObject({
      status: "unfit-key",
      says: expect.stringContaining("SHA-1 does not count from 2020-02-01 on"),
    });
  });

  test("an older certification counts where a later one by SHA-1 does not", () => {
    const later = certification(old, NAME, { created: cutOff + 9, flags: FLAGS.certify, hash: 2 });
    const certificate = simple(old, { created: before, flags: BOTH, hash: 10 }, later);
    expect(verdictOf(keyringOf(certificate), detached(old, CONTENT, { created: T }))).toMatchObject({
      status: "good",
      notes: [],
    });
  });

  test("in a binding and in a subkey's own word too", () => {
    const signature = detached(oldSubkey, CONTENT, { created: T });
    for (const [created, status] of [
      [cutOff - 1, "good"],
      [cutOff, "unfit-key"],
    ] as const) {
      const bound = subkey(old, oldSubkey, { created, flags: FLAGS.sign, hash: 2 });
      const verdict = verdictOf(keyringOf(simple(old, { created: before, flags: BOTH }, bound)), signature);
      expect(verdict.status).toBe(status);
      expect(verdict.notes.length).toBe(status === "good" ? 1 : 0);
    }
  });

  test.each([1, 3])("digest %i never counts", (hash) => {
    const certificate = simple(old, { created: before, flags: BOTH, hash });
    expect(verdictOf(keyringOf(certificate), detached(old, CONTENT, { created: T })).status).toBe("unfit-key");
  });
});

describe("a stranger's packet in what nobody signed", () => {
  const stranger = makePair("ed25519-legacy", made);
  const keys = keyringOf(
    simple(primary, { created: made, flags: BOTH }),
    simple(stranger, { created: made, flags: BOTH }),
  );
  const id = (pair: { readonly id: string }): Buffer => part(16, pair.id);
  const fingerprint = (pair: { readonly fingerprint: string }): Buffer => part(33, `04${pair.fingerprint}`);

  test.each([
    ["another's key ID", { loose: [id(stranger)] }],
    ["the right key ID, then another's", { loose: [id(primary), id(stranger)] }],
    ["another's fingerprint", { loose: [fingerprint(stranger)] }],
    ["the right key ID, then a key ID of nobody", { loose: [id(primary), part(16, "0123456789abcdef")] }],
    ["nothing at all", { loose: [] }],
  ])("with a signed fingerprint: %s", (_, { loose }) => {
    const signature = detached(primary, CONTENT, { created: T, loose });
    expect(verdictsOf(keys, signature)).toMatchObject([{ status: "good", fingerprint: primary.fingerprint }]);
  });

  test.each([
    ["the right key ID, then another's", [id(primary), id(stranger)]],
    ["another's key ID, then the right one", [id(stranger), id(primary)]],
    ["another's fingerprint beside the right key ID", [fingerprint(stranger), id(primary)]],
  ])("without one, all that match are tried: %s", (_, loose) => {
    const signature = detached(primary, CONTENT, { created: T, noFingerprint: true, loose });
    expect(verdictsOf(keys, signature)).toMatchObject([{ status: "good", fingerprint: primary.fingerprint }]);
  });

  test("the signed fingerprint of another key makes it bad or unknown, whatever stands beside it", () => {
    const signature = detached(primary, CONTENT, {
      created: T,
      noFingerprint: true,
      parts: [fingerprint(stranger)],
      loose: [id(primary)],
    });
    expect(verdictOf(keys, signature)).toMatchObject({ status: "bad", fingerprint: stranger.fingerprint });
    expect(verdictOf(keyringOf(simple(primary, { created: made, flags: BOTH })), signature).status).toBe("unknown-key");
  });
});

describe("a user ID that was withdrawn", () => {
  const data = [hashedKey(primary), Buffer.from([0xb4, 0, 0, 0, NAME.length]), Buffer.from(NAME)];
  const withdrawal = signed(primary, { type: 0x30, created: year(2023), parts: [part(29, Buffer.from([32]))], data });

  test("is not the key: signatures before and after stay good", () => {
    const certificate = simple(primary, { created: made, flags: BOTH }, withdrawal);
    for (const created of [T, year(2024)]) {
      const signature = detached(primary, CONTENT, { created });
      expect(verdictOf(keyringOf(certificate), signature)).toMatchObject({ status: "good", notes: [] });
    }
  });

  test("speaks for the key no more where another does", () => {
    const other = "U <u@example.org>";
    const more = Buffer.concat([userId(other), certification(primary, other, { created: made, flags: FLAGS.certify })]);
    const newer = certification(primary, NAME, { created: made + 9, flags: BOTH });
    const keys = keyringOf(simple(primary, { created: made, flags: BOTH }, newer, withdrawal, more));
    expect(verdictOf(keys, detached(primary, CONTENT, { created: T })).status).toBe("good");
    expect(verdictOf(keys, detached(primary, CONTENT, { created: year(2024) })).status).toBe("unfit-key");
  });
});

describe("what the owner said later", () => {
  const signature = detached(primary, CONTENT, { created: T });

  test("counts when nothing from before is left", () => {
    expect(verdictOf(keyringOf(simple(primary, { created: year(2023), flags: BOTH })), signature).status).toBe("good");
  });

  test("does not count when something from before is there: it had expired, or was not for signing", () => {
    const later = certification(primary, NAME, { created: year(2023), flags: BOTH });
    const expired = simple(primary, { created: made, flags: BOTH, expires: A_YEAR }, later);
    expect(verdictOf(keyringOf(expired), signature).status).toBe("expired-key");
    const certifying = simple(primary, { created: made, flags: FLAGS.certify }, later);
    expect(verdictOf(keyringOf(certifying), signature).status).toBe("unfit-key");
  });

  test("does not count when it is said to be from after now", () => {
    const keys = keyringOf(simple(primary, { created: year(2023), flags: BOTH }));
    expect(verdictOf(keys, signature, { now: new Date(year(2022.5) * 1000) }).status).toBe("unfit-key");
  });

  test("a certification that had run out by itself is an expired key", () => {
    const certificate = simple(primary, { created: made, flags: BOTH, parts: [part(3, "00015180")] });
    expect(verdictOf(keyringOf(certificate), signature)).toMatchObject({ status: "expired-key" });
  });
});

test("a subkey that two certificates bind is credited to each that binds it, and to no other", () => {
  const [second, third] = [makePair("ed25519-legacy", made), makePair("ed25519-legacy", made)];
  const of = (pair: typeof primary, back: boolean): Buffer =>
    simple(
      pair,
      { created: made, flags: FLAGS.certify },
      subkey(pair, own, { created: made, flags: FLAGS.sign, back }),
    );
  const keys = keyringOf(of(primary, true), of(second, true), of(third, false));
  expect(verdictsOf(keys, bySubkey)).toMatchObject([
    { index: 0, status: "good", fingerprint: primary.fingerprint },
    { index: 0, status: "good", fingerprint: second.fingerprint },
  ]);
  expect(verdictsOf(keyringOf(of(third, false)), bySubkey)).toMatchObject([
    { status: "unfit-key", fingerprint: third.fingerprint },
  ]);
});

test("no answer depends on which question was asked before", () => {
  const certificate = simple(
    primary,
    { created: made, flags: BOTH, expires: A_YEAR },
    certification(primary, NAME, { created: year(2022), flags: BOTH, expires: 4 * A_YEAR }),
    signed(primary, {
      type: 0x20,
      created: year(2025),
      parts: [part(29, Buffer.from([3]))],
      data: [hashedKey(primary)],
    }),
  );
  const times = [2020.5, 2021.5, 2022.5, 2023.5, 2024.5, 2025.5];
  const signatures = times.map((at) => detached(primary, CONTENT, { created: year(at) }));
  const ask = (keys: ReturnType<typeof keyringOf>, at: number): string => verdictOf(keys, signatures[at]!).status;
  const fresh = times.map((_, at) => ask(keyringOf(certificate), at));
  expect(fresh).toEqual(["good", "expired-key", "good", "good", "expired-key", "revoked"]);
  const shared = keyringOf(certificate);
  const orders = [
    [0, 1, 2, 3, 4, 5],
    [5, 4, 3, 2, 1, 0],
    [2, 5, 1, 0, 4, 3, 1, 2, 5, 0],
  ];
  for (const order of orders) expect(order.map((at) => ask(shared, at))).toEqual(order.map((at) => fresh[at]));
});

test("a certificate with 1,000 self-signatures takes under a tenth of a second a signature", () => {
  const self = Array.from({ length: 1000 }, (_, i) => certification(primary, NAME, { created: made + i, flags: BOTH }));
  const certificate = Buffer.concat([publicKey(primary), userId(NAME), ...self]);
  const signatures = Array.from({ length: 10 }, (_, i) => detached(primary, CONTENT, { created: T + i }));
  const start = performance.now();
  const keys = keyringOf(certificate);
  for (const signature of signatures) expect(verdictOf(keys, signature).status).toBe("good");
  expect(performance.now() - start).toBeLessThan(1000);
});

describe("copies and files", () => {
  test("parts of one certificate are merged in any order", () => {
    const head = publicKey(primary);
    const parts = [
      user({ created: made, flags: FLAGS.certify }),
      subkey(primary, own, { created: made, flags: FLAGS.sign }),
    ];
    for (const order of [parts, parts.toReversed()]) {
      const keys = keyringOf(...order.map((each) => Buffer.concat([head, each])));
      expect(verdictsOf(keys, bySubkey)).toMatchObject([{ status: "good" }]);
    }
  });

  test("a certificate of version 3 at the front does not hide the others", () => {
    const old = Buffer.concat([Buffer.from([0xc6, 12, 3]), Buffer.alloc(11, 1)]);
    expect(
      verdictOf(keyringOf(Buffer.concat([old, simple(primary, { created: made, flags: BOTH })])), byPrimary).status,
    ).toBe("good");
  });

  test("unknown, marker and padding packets beside what is known are passed over", () => {
    const strange = Buffer.concat([
      Buffer.from([0xca, 3]),
      Buffer.from("PGP"),
      Buffer.from([0xd5, 2, 0, 0]),
      Buffer.from([0xff, 1, 9]),
    ]);
    const keys = keyringOf(simple(primary, { created: made, flags: BOTH }, strange));
    expect(verdictsOf(keys, Buffer.concat([strange, byPrimary]))).toMatchObject([{ status: "good" }]);
  });
});
