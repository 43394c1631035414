// Downloads from servers that are good, slow, broken or lying. Whatever they do, only the pinned file is ever at the
// destination.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { type DownloadOptions, download } from "../../src/fetch/download.ts";
import type { Failure, Result } from "../../src/model/failure.ts";
import type { Source, SourcePlace } from "../../src/model/recipe.ts";
import { type Behaviour, answer, from, mirror, serve } from "./mirror.ts";
import { scratch } from "./scratch.ts";

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
const wrong = Buffer.from(content).reverse();
const at = { file: "recipes/x/recipe.yaml", line: 3, column: 5, length: 4, text: "  - file: x.tar" };

function source(...places: SourcePlace[]): Source {
  return { name: "x", file: "x.tar", size: content.length, sha256: sha256(content), licence: "MIT", places, at };
}
const url = (base: string, path = "/x.tar"): SourcePlace => ({ type: "url", url: base + path });

interface Run {
  readonly result: Result<{ readonly place: string }>;
  readonly pauses: number[];
  readonly destination: string;
}

async function run(
  what: Source,
  options: Partial<DownloadOptions> = {},
  destination = join(scratch(), "got"),
): Promise<Run> {
  const pauses: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);
  const result = await download(what, destination, {
    mirrors: [],
    directories: [],
    aptMirrors: [],
    offline: false,
    timeouts: { answer: 300, stall: 200, floor: { bytes: 1000, milliseconds: 500 } },
    sleep,
    ...options,
  });
  if (result.ok) expect(readFileSync(destination).equals(content)).toBe(true);
  else expect(existsSync(destination)).toBe(false);
  return { result, pauses, destination };
}

/** What the only failure says of each place, ports replaced. */
function found({ result }: Run): readonly string[] {
  const failure = failureOf(result);
  expect(failure.details![0]).toBe(`expected: 300000 bytes, sha256 ${sha256(content)}`);
  return failure.details!.slice(1).map((line) => line.replace(/:[0-9]{4,5}/g, ":PORT"));
}

function failureOf(result: Result<unknown>): Failure {
  if (result.ok) throw new Error("the download succeeded");
  expect(result.failures).toHaveLength(1);
  return result.failures[0]!;
}

test("takes the file, says where from, and leaves nothing else", async () => {
  const good = await mirror(serve(content));
  const progress: number[] = [];
  const { result, destination } = await run(source(url(good.url)), { onProgress: (done) => progress.push(done) });
  expect(result).toEqual({ ok: true, value: { place: `${good.url}/x.tar` } });
  expect(readdirSync(join(destination, ".."))).toEqual(["got"]);
  expect(progress.at(-1)).toBe(content.length);
  expect(await run(source(url(good.url)), {}, destination)).toMatchObject({
    result: { ok: true, value: { place: destination } },
  });
  expect(good.asked).toHaveLength(1);
});

test("what is at the destination already is kept only if it is right", async () => {
  const good = await mirror(serve(content));
  const destination = join(scratch(), "got");
  writeFileSync(destination, wrong);
  expect((await run(source(url(good.url)), {}, destination)).result.ok).toBe(true);
});

test("places are tried in order: given directories and mirrors, then the recipe's own", async () => {
  const none = await mirror(answer(404));
  const directory = scratch();
  const what = source(
    { type: "directory", path: directory },
    { type: "debian", path: "pool/main/x/x.tar" },
    url(none.url, "/own/x.tar"),
  );
  const places = found(
    await run(what, {
      directories: [join(directory, "given")],
      mirrors: [`${none.url}/given/`],
      aptMirrors: [`${none.url}/apt1`, `${none.url}/apt2`, `file://${directory}`],
    }),
  );
  const asked = (path: string): string => `http://127.0.0.1:PORT${path} (served by 127.0.0.1): answered 404 Not Found`;
  expect(places).toEqual([
    `${directory}/given/x.tar: no such file`,
    `${directory}/given/${sha256(content)}/x.tar: no such file`,
    `${directory}/given/pool/main/x/x.tar: no such file`,
    asked("/given/pool/main/x/x.tar"),
    asked("/given/x.tar"),
    asked(`/given/${sha256(content)}/x.tar`),
    `${directory}/x.tar: no such file`,
    asked("/apt1/pool/main/x/x.tar"),
    asked("/apt2/pool/main/x/x.tar"),
    `${directory}/pool/main/x/x.tar: no such file`,
    asked("/own/x.tar"),
  ]);
  expect(none.asked).toHaveLength(6);
});

test("the whole failure", async () => {
  const liar = await mirror(serve(wrong));
  const { result } = await run(source(url(liar.url)));
  expect(failureOf(result)).toEqual({
    kind: "failure",
    code: "source-digest",
    message: 'Cannot fetch "x.tar": no place that was tried gave the pinned file',
    place: at,
    details: [
      `expected: 300000 bytes, sha256 ${sha256(content)}`,
      `${liar.url}/x.tar (served by 127.0.0.1): wrong content: found 300000 bytes, sha256 ${sha256(wrong)}`,
    ],
    hint: "give --mirror an address or a directory that holds the file",
  });
});

describe("directories", () => {
  test.each([
    ["right", content, undefined],
    ["wrong content", wrong, `wrong content: found 300000 bytes, sha256 ${sha256(wrong)}`],
    ["short", content.subarray(1), "wrong size: 299999 bytes"],
  ])("%s", async (_, bytes, message) => {
    const directory = scratch();
    writeFileSync(join(directory, "x.tar"), bytes);
    const taken = await run(source(), { directories: [directory], offline: true });
    if (message === undefined) expect(taken.result).toEqual({ ok: true, value: { place: `${directory}/x.tar` } });
    else expect(found(taken)[0]).toBe(`${directory}/x.tar: ${message}`);
    expect(readdirSync(join(taken.destination, "..")).filter((name) => name !== "got")).toEqual([]);
  });

  test("a fifo by the file's name is no file, and is not waited for", async () => {
    const directory = scratch();
    execFileSync("mkfifo", [join(directory, "x.tar")]);
    expect(found(await run(source(), { directories: [directory] }))[0]).toBe(`${directory}/x.tar: is not a file`);
  });

  test("a directory by the file's name is no file", async () => {
    const directory = scratch();
    mkdirSync(join(directory, "x.tar"));
    expect(found(await run(source(), { directories: [directory] }))[0]).toBe(`${directory}/x.tar: is not a file`);
  });
});

test("offline asks no server", async () => {
  const good = await mirror(serve(content));
  const taken = await run(source(url(good.url), { type: "debian", path: "pool/x" }), {
    offline: true,
    aptMirrors: [good.url],
    mirrors: [good.url],
  });
  expect(failureOf(taken.result)).toMatchObject({
    message: 'Cannot fetch "x.tar": all of its places need the network',
    hint: "run again without --offline, or give --mirror a directory that holds the file",
  });
  expect(found(taken)).toEqual(["places not tried, as they need the network: 3 of 3"]);
  expect(good.asked).toEqual([]);
});

describe("lies", () => {
  const endless: Behaviour = (_, response, self) => {
    const more = (): void => {
      self.given += wrong.length;
      response.write(wrong, (error) => error ?? more());
    };
    response.writeHead(200);
    more();
  };
  test.each<[string, Behaviour, string]>([
    ["a shorter file", serve(content.subarray(1)), "wrong size: 299999 bytes"],
    ["a longer file", serve(Buffer.concat([content, content])), "wrong size: 600000 bytes"],
    ["no file", answer(404), "answered 404 Not Found"],
    ["forbidden", answer(403), "answered 403 Forbidden"],
    ["a redirect to nowhere", answer(302), "answered 302 with no address to go to"],
    ["an endless body", endless, "wrong size: more than 300000 bytes"],
    ["416 to no range", answer(416), "answered 416 to a request for the whole"],
  ])("%s: tried once, and never again", async (_, behaviour, message) => {
    const liar = await mirror(behaviour);
    const taken = await run(source(url(liar.url)));
    expect(found(taken)).toEqual([`http://127.0.0.1:PORT/x.tar (served by 127.0.0.1): ${message}`]);
    expect(liar.asked).toHaveLength(1);
    if (message.startsWith("wrong size")) expect(failureOf(taken.result).code).toBe("source-digest");
    else expect(failureOf(taken.result).code).toBe("source-unavailable");
    const left = `${taken.destination}.partial`;
    expect(existsSync(left) ? statSync(left).size : 0).toBe(0);
  });

  test.each<[string, string, string]>([
    ["one that cannot be taken off", "compress", "wrong size: 13 bytes"],
    ["one that it is not in", "gzip", 'answered in the content encoding "gzip", and what came is not in it'],
  ])("a content encoding: %s", async (_, coding, message) => {
    const liar = await mirror(answer(200, { "content-encoding": coding, "content-length": "13" }));
    expect(found(await run(source(url(liar.url))))).toEqual([
      `http://127.0.0.1:PORT/x.tar (served by 127.0.0.1): ${message}`,
    ]);
  });

  test("after a liar, an honest place is taken", async () => {
    const liar = await mirror(serve(wrong));
    const good = await mirror(serve(content));
    expect((await run(source(url(liar.url), url(good.url)))).result).toEqual({
      ok: true,
      value: { place: `${good.url}/x.tar` },
    });
    expect(good.asked).toEqual(["/x.tar"]);
  });

  test("a redirect names who served it, without the password in the address", async () => {
    const liar = await mirror(serve(wrong));
    const sends = await mirror(answer(302, { location: liar.url.replace("//", "//user:secret@") + "/elsewhere" }));
    expect(found(await run(source(url(sends.url.replace("//", "//me:hidden@")))))).toEqual([
      `http://127.0.0.1:PORT/x.tar (served by http://127.0.0.1:PORT/elsewhere at 127.0.0.1): wrong content: found 300000 bytes, sha256 ${sha256(wrong)}`,
    ]);
  });

  test("a loop of redirects ends", async () => {
    const loop = await mirror(answer(302, { location: "/again" }));
    expect(found(await run(source(url(loop.url))))).toEqual([
      "http://127.0.0.1:PORT/x.tar: redirected more than 5 times, last to http://127.0.0.1:PORT/again",
    ]);
    expect(loop.asked).toHaveLength(6);
  });

  test("a redirect to a file is not followed", async () => {
    const sends = await mirror(answer(302, { location: "file:///etc/passwd" }));
    expect(found(await run(source(url(sends.url))))).toEqual([
      'http://127.0.0.1:PORT/x.tar: the address "file:///etc/passwd" is not one of http or https',
    ]);
  });
});

describe("content encodings, which are not asked for", () => {
  const zipped = gzipSync(content);
  const coded = (coding: string, body: Uint8Array, length = true): Behaviour => {
    return (request, response, self) => {
      expect(request.headers["accept-encoding"]).toBe("identity");
      response.setHeader("content-encoding", coding);
      if (length) serve(body)(request, response, self);
      else response.end(body);
    };
  };

  test.each(["x-gzip", "gzip", "compress", "unheard-of"])("%s named on the file itself", async (coding) => {
    const names = await mirror(coded(coding, content));
    expect((await run(source(url(names.url)))).result.ok).toBe(true);
    expect(names.asked).toEqual(["/x.tar"]);
  });

  test("named on the file itself, goes on after a cut", async () => {
    const destination = join(scratch(), "got");
    writeFileSync(`${destination}.partial`, content.subarray(0, 1000));
    const names = await mirror(coded("x-gzip", content));
    expect((await run(source(url(names.url)), {}, destination)).result.ok).toBe(true);
    expect(names.asked).toEqual(["/x.tar 1000"]);
  });

  test.each<[string, Uint8Array, boolean]>([
    ["gzip", zipped, true],
    ["X-Gzip", zipped, false],
    ["deflate", deflateSync(content), true],
    ["br", brotliCompressSync(content), true],
    ["zstd", zstdCompressSync(content), false],
  ])("really in %s", async (coding, body, length) => {
    const codes = await mirror(coded(coding, body, length));
    expect((await run(source(url(codes.url)))).result.ok).toBe(true);
  });

  test("more than the source has is never written", async () => {
    const bomb = await mirror(coded("gzip", gzipSync(Buffer.alloc(50_000_000))));
    const taken = await run(source(url(bomb.url)));
    expect(found(taken)[0]).toContain("wrong size: more than 300000 bytes");
    expect(statSync(`${taken.destination}.partial`).size).toBe(0);
  });
});

describe("a server that asks to be left alone", () => {
  const busyOnce = (status: number, headers: Readonly<Record<string, string>>) => {
    let times = 0;
    return mirror((...given) => (++times === 1 ? answer(status, headers) : serve(content))(...given));
  };
  const date = (seconds: number): string => new Date(1e12 + seconds * 1000).toUTCString();
  test.each<[string, number, Readonly<Record<string, string>>, number]>([
    ["so many seconds", 429, { "retry-after": "7" }, 7000],
    ["so many seconds", 503, { "retry-after": "120" }, 120_000],
    ["less than there would be", 503, { "retry-after": "0" }, 1000],
    ["until a date, by its own clock", 429, { "retry-after": date(90), date: date(0) }, 90_000],
    ["until a date that is past", 503, { "retry-after": date(0), date: date(9) }, 1000],
    ["in words", 503, { "retry-after": "soon" }, 1000],
    ["but not with another status", 500, { "retry-after": "7" }, 1000],
  ])("%s (%i)", async (_, status, headers, pause) => {
    const busy = await busyOnce(status, headers);
    const taken = await run(source(url(busy.url)));
    expect(taken.result.ok).toBe(true);
    expect(taken.pauses).toEqual([pause]);
  });

  test.each([
    ["121", "121 s"],
    [date(3600), "3600 s"],
  ])("for longer than two minutes (%s): the next place is tried", async (asked, told) => {
    const busy = await mirror(answer(429, { "retry-after": asked, date: date(0) }));
    const good = await mirror(serve(content));
    const taken = await run(source(url(busy.url), url(good.url)));
    expect(taken.result).toEqual({ ok: true, value: { place: `${good.url}/x.tar` } });
    expect([busy.asked.length, taken.pauses]).toEqual([1, []]);
    expect(found(await run(source(url(busy.url))))[0]).toContain(
      `answered 429 Too Many Requests, and asks to be left alone for ${told}`,
    );
  });
});

describe("a place that is too slow", () => {
  /** Sends `bytes` every 50 ms, or ends the answer after them. */
  const trickle = (bytes: number, ends: boolean): Behaviour => {
    return (request, response) => {
      let at = from(request);
      const headers = { "content-range": `bytes ${at}-299999/300000` };
      response.writeHead(at === 0 ? 200 : 206, at === 0 ? {} : headers);
      const timer = setInterval(() => {
        response.write(content.subarray(at, (at += bytes)));
        if (ends) response.end();
      }, 50);
      response.on("close", () => clearInterval(timer));
    };
  };

  test("is left for the next, which goes on from what it gave", async () => {
    const slow = await mirror(trickle(1, false));
    const good = await mirror(serve(content));
    const taken = await run(source(url(slow.url), url(good.url)));
    expect(taken.result).toEqual({ ok: true, value: { place: `${good.url}/x.tar` } });
    expect(slow.asked).toHaveLength(1);
    expect(good.asked[0]).toMatch(/^\/x\.tar [1-9]/);
    expect(found(await run(source(url(slow.url))))[0]).toMatch(/: too slow: [0-9]+ bytes in 500 ms$/);
  });

  test("is asked for another name of the file only when all others have been asked", async () => {
    const slow = await mirror(trickle(1, false));
    const lacking = await mirror((_, response) => response.writeHead(404).end());
    const taken = await run(source(url(slow.url), url(`${slow.url}/other`), url(lacking.url)));
    expect(found(taken).map((line) => line.split(/:PORT| \(/)[1])).toEqual(["/x.tar", "/x.tar", "/other/x.tar"]);
    expect(found(taken).map((line) => line.includes("too slow"))).toEqual([true, false, true]);
  });

  test("also when it cuts again and again after a byte", async () => {
    const cuts = await mirror(trickle(1, true));
    const taken = await run(source(url(cuts.url)));
    expect(found(taken)[0]).toContain("gave up after 4 attempts in a row that brought next to nothing");
    expect(cuts.asked).toHaveLength(4);
  });

  test("is waited for when it brings enough, and no longer than until all is there", async () => {
    const steady = await mirror(trickle(20_000, false));
    const taken = await run(source(url(steady.url)), {
      timeouts: { answer: 3000, stall: 2000, floor: { bytes: 1000, milliseconds: 400 } },
    });
    expect(taken.result.ok).toBe(true);
  });
});

describe("trouble", () => {
  test.each<[string, Behaviour, string]>([
    ["500", answer(500), "answered 500 Internal Server Error"],
    ["503", answer(503), "answered 503 Service Unavailable"],
    ["429", answer(429), "answered 429 Too Many Requests"],
  ])("%s: tried four times with longer and longer pauses", async (_, behaviour, message) => {
    const ill = await mirror(behaviour);
    const taken = await run(source(url(ill.url)));
    expect(found(taken)).toEqual([
      `http://127.0.0.1:PORT/x.tar (served by 127.0.0.1): ${message}; gave up after 4 attempts in a row that brought next to nothing`,
    ]);
    expect(taken.pauses).toEqual([1000, 2000, 4000]);
    expect(ill.asked).toHaveLength(4);
  });

  test("no answer, a stall, a closed port", async () => {
    const silent = await mirror(() => {});
    const stalls = await mirror(
      (_, response) => void response.writeHead(200, { "content-length": content.length }).flushHeaders(),
    );
    const gaveUp = "gave up after 4 attempts in a row that brought next to nothing";
    expect(found(await run(source(url(silent.url), url(stalls.url), url("http://127.0.0.1:1"))))).toEqual([
      `http://127.0.0.1:PORT/x.tar: no answer within 300 ms; ${gaveUp}`,
      `http://127.0.0.1:PORT/x.tar (served by 127.0.0.1): stalled: no byte for 200 ms; ${gaveUp}`,
      `http://127.0.0.1:1/x.tar: cannot be reached: ECONNREFUSED; ${gaveUp}`,
    ]);
  });

  test("ill for a while, then well", async () => {
    let times = 0;
    const ill = await mirror((...given) => (++times < 3 ? answer(502) : serve(content))(...given));
    const taken = await run(source(url(ill.url)));
    expect(taken.result.ok).toBe(true);
    expect(taken.pauses).toEqual([1000, 2000]);
  });
});

describe("cuts", () => {
  test("goes on where the cut was, so that each byte is served once", async () => {
    const cuts = await mirror(serve(content, 70_000));
    const taken = await run(source(url(cuts.url)));
    expect(taken.result.ok).toBe(true);
    expect(cuts.given).toBe(content.length);
    expect(cuts.asked).toEqual(["/x.tar", "/x.tar 70000", "/x.tar 140000", "/x.tar 210000", "/x.tar 280000"]);
  });

  test("goes on in another run, and at another place", async () => {
    const destination = join(scratch(), "got");
    let times = 0;
    const dies = await mirror((...given) => (++times === 1 ? serve(content, 100_000) : answer(500))(...given));
    expect(found(await run(source(url(dies.url)), {}, destination))[0]).toContain("answered 500");
    expect(statSync(`${destination}.partial`).size).toBe(100_000);
    const good = await mirror(serve(content));
    expect((await run(source(url(good.url)), {}, destination)).result.ok).toBe(true);
    expect(good.given).toBe(200_000);
    expect(readdirSync(join(destination, ".."))).toEqual(["got"]);
  });

  test("starts again where ranges are ignored", async () => {
    let times = 0;
    const ignores = await mirror((request, ...given) => {
      delete request.headers.range;
      serve(content, ++times === 1 ? 100_000 : undefined)(request, ...given);
    });
    expect((await run(source(url(ignores.url)))).result.ok).toBe(true);
    expect(ignores.given).toBe(400_000);
  });

  test("a partial file of wrong bytes costs one fresh start", async () => {
    const destination = join(scratch(), "got");
    writeFileSync(`${destination}.partial`, wrong.subarray(0, 1000));
    const good = await mirror(serve(content));
    expect((await run(source(url(good.url)), {}, destination)).result.ok).toBe(true);
    expect(good.asked).toEqual(["/x.tar 1000", "/x.tar"]);
  });

  test.each([
    ["complete", content, []],
    ["complete but wrong", wrong, ["/x.tar"]],
    ["too large", Buffer.concat([content, content]), ["/x.tar"]],
  ])("a partial file that is %s", async (_, bytes, asked) => {
    const destination = join(scratch(), "got");
    writeFileSync(`${destination}.partial`, bytes);
    const good = await mirror(serve(content));
    expect((await run(source(url(good.url)), {}, destination)).result.ok).toBe(true);
    expect(good.asked).toEqual(asked);
  });

  test("another range than was asked for is not taken, and what there was is kept", async () => {
    const destination = join(scratch(), "got");
    writeFileSync(`${destination}.partial`, content.subarray(0, 1000));
    const odd = await mirror((request, response) =>
      response.writeHead(206, { "content-range": `bytes ${from(request) + 1}-299999/300000` }).end("x"),
    );
    expect(found(await run(source(url(odd.url)), {}, destination))).toEqual([
      "http://127.0.0.1:PORT/x.tar (served by 127.0.0.1): answered with another range than was asked for",
    ]);
    expect(statSync(`${destination}.partial`).size).toBe(1000);
  });

  test("a server that cuts at once is left in the end", async () => {
    const cuts = await mirror(serve(content, 0));
    expect(found(await run(source(url(cuts.url))))[0]).toMatch(
      / \(served by 127.0.0.1\): cut after 0 of 300000 bytes \(ECONNRESET\); gave up after 4/,
    );
    expect(cuts.asked).toHaveLength(4);
  });

  test("a body without a length that ends early is a cut", async () => {
    const short = await mirror((_, response) => response.writeHead(200).end(content.subarray(0, 10)));
    expect(found(await run(source(url(short.url))))[0]).toContain("cut after 10 of 300000 bytes; gave up");
  });
});

test("an interruption keeps the partial file and says so", async () => {
  const slow = await mirror(
    (_, response) =>
      void response.writeHead(200, { "content-length": content.length }).write(content.subarray(0, 5000)),
  );
  const stop = new AbortController();
  const destination = join(scratch(), "got");
  const { result } = await run(
    source(url(slow.url)),
    { signal: stop.signal, onProgress: (done) => done >= 5000 && stop.abort() },
    destination,
  );
  expect(failureOf(result).message).toBe('Cannot fetch "x.tar": interrupted');
  expect(statSync(`${destination}.partial`).size).toBe(5000);
});

test("a proxy is used where one is set", async () => {
  const proxy = await mirror(serve(content));
  const { result } = await run(source(url("http://far.example.invalid")), { proxies: { http: proxy.url } });
  expect(result.ok).toBe(true);
  expect(proxy.asked).toEqual(["http://far.example.invalid/x.tar"]);
});

test("archives of what has gone elsewhere are asked where they are said to be, and nowhere else", async () => {
  const sha1 = "0123456789abcdef0123456789abcdef01234567";
  const places: SourcePlace[] = [
    { type: "snapshot", path: sha1 },
    { type: "snapshot", path: "20240101T000000Z/pool/main/x/x+1.tar" },
    { type: "software-heritage", id: `swh:1:cnt:${sha1}` },
  ];
  const none = await mirror(answer(404));
  const archives = { snapshot: `${none.url}/debian/`, softwareHeritage: none.url };
  await run(source(...places), { archives });
  expect(none.asked).toEqual([
    `/debian/file/${sha1}`,
    "/debian/archive/debian/20240101T000000Z/pool/main/x/x%2B1.tar",
    `/api/1/content/sha1_git:${sha1}/raw/`,
  ]);
  const good = await mirror(serve(content));
  expect((await run(source(places[2]!), { archives: { softwareHeritage: good.url } })).result).toMatchObject({
    ok: true,
  });
  const { result } = await run(source(...places), {});
  expect(result.ok).toBe(false);
  const details = result.ok ? [] : result.failures[0]!.details!;
  expect(
    details.filter((line) => /not asked, as FROMSEED_(SNAPSHOT|SOFTWARE_HERITAGE) is not set/.test(line)),
  ).toHaveLength(3);
});
