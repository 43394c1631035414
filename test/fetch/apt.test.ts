// Reading apt's own files: mirrors in both formats, proxies.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { aptProxies } from "../../src/fetch/apt-proxies.ts";
import { aptMirrors } from "../../src/fetch/apt-sources.ts";
import { scratch } from "./scratch.ts";

function root(files: Readonly<Record<string, string>>): string {
  const at = scratch();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  return at;
}

test("mirrors of one-line sources, in order and once each", async () => {
  const list = `# deb http://comment.example.invalid/debian stable main
deb http://a.example.invalid/debian stable main contrib # and more
deb-src http://a.example.invalid/debian/ stable main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] https://b.example.invalid/debian stable main
  deb [ trusted=yes ] file:/srv/mirror stable main
deb copy:///srv/other/ stable main
deb http://flat.example.invalid/packages ./
deb http://flat2.example.invalid/ stable/
deb cdrom:[Debian]/ stable main
deb ftp://old.example.invalid/debian stable main
deb http://user:secret@c.example.invalid:8080/debian stable main
`;
  expect(await aptMirrors(root({ "etc/apt/sources.list": list }))).toEqual([
    "http://a.example.invalid/debian",
    "https://b.example.invalid/debian",
    "file:///srv/mirror",
    "file:///srv/other",
    "http://user:secret@c.example.invalid:8080/debian",
  ]);
});

test("mirrors of deb822 sources", async () => {
  const sources = `# A comment
Types: deb deb-src
URIs: http://a.example.invalid/debian
 # not a comment here, but no mirror either
 https://b.example.invalid/debian/
Suites: stable
 stable-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 URIs: http://inkey.example.invalid/

Enabled: no
Types: deb
URIs: http://off.example.invalid/debian
Suites: stable
Components: main

# Types: deb
Types: deb
uris: http://flat.example.invalid/debian
Suites: ./

Types: deb
# URIs: http://commented.example.invalid
uris:http://c.example.invalid/debian
Suites: stable
Components: main
`;
  expect(await aptMirrors(root({ "etc/apt/sources.list.d/debian.sources": sources }))).toEqual([
    "http://a.example.invalid/debian",
    "https://b.example.invalid/debian",
    "http://c.example.invalid/debian",
  ]);
});

test("files by name, sources.list first, others not at all; mirror+file gives a file's mirrors", async () => {
  const line = (host: string): string => `deb http://${host}.example.invalid/debian stable main\n`;
  const at = root({
    "etc/apt/sources.list": line("first"),
    "etc/apt/sources.list.d/b.list": line("b"),
    "etc/apt/sources.list.d/B.list": line("upper"),
    "etc/apt/sources.list.d/c.list.disabled": line("disabled"),
    "etc/apt/sources.list.d/a b.list": line("space"),
    "etc/apt/sources.list.d/m.list": "deb mirror+file:/etc/apt/mirrors.list stable main\n",
    "etc/apt/mirrors.list":
      "# mirrors\nhttp://m1.example.invalid/debian\tpriority:1\nftp://no.example.invalid\nhttp://b.example.invalid/debian/\nhttps://m2.example.invalid/debian/ type:deb\n",
  });
  expect(await aptMirrors(at)).toEqual(
    ["first", "upper", "b", "m1", "m2"].map(
      (host) => `http${host === "m2" ? "s" : ""}://${host}.example.invalid/debian`,
    ),
  );
});

test("no apt, no mirrors", async () => {
  expect(await aptMirrors(root({}))).toEqual([]);
  expect(await aptProxies(root({}))).toEqual({});
});

test("proxies, in both forms; the last setting wins", async () => {
  const at = root({
    "etc/apt/apt.conf.d/10first":
      '// http\nAcquire::http::Proxy "http://old.example.invalid:1/";\n# Acquire::https::Proxy "http://no.example.invalid";\n',
    "etc/apt/apt.conf.d/20second.conf":
      'APT { Keep "x"; };\nacquire { Retries "3"; http { Pipeline-Depth "0"; Proxy "http://new.example.invalid:3128"; /* Proxy "DIRECT"; */ }; };\n',
    "etc/apt/apt.conf.d/30.disabled.old": 'Acquire::http::Proxy "http://disabled.example.invalid";\n',
  });
  expect(await aptProxies(at)).toEqual({
    http: "http://new.example.invalid:3128",
    https: "http://new.example.invalid:3128",
  });
});

test("DIRECT means no proxy", async () => {
  const at = root({
    "etc/apt/apt.conf": 'Acquire::http::Proxy "http://p.example.invalid:1";\nAcquire::https::Proxy "DIRECT";\n',
  });
  expect(await aptProxies(at)).toEqual({ http: "http://p.example.invalid:1" });
});
