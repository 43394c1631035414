// Package URLs: written in the one canonical form, read back as nothing else, and never with an address in them.

import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { genericPurl, purlFault, writePurl, type Purl } from "../../src/model/purl.ts";

const digest = sha256("file");

test.each<[Purl, string]>([
  [{ type: "cargo", name: "rand", version: "0.7.2" }, "pkg:cargo/rand@0.7.2"],
  [{ type: "cargo", name: "Inflector", version: "0.11.4+x" }, "pkg:cargo/Inflector@0.11.4%2Bx"],
  [{ type: "pypi", name: "Ruamel_Yaml", version: "1.0" }, "pkg:pypi/ruamel-yaml@1.0"],
  [
    { type: "deb", namespace: ["debian"], name: "zlib", version: "1:1.2.13.dfsg-1", qualifiers: { arch: "source" } },
    "pkg:deb/debian/zlib@1:1.2.13.dfsg-1?arch=source",
  ],
  [
    { type: "generic", name: "a b", version: "1@2", qualifiers: { checksum: `sha256:${digest}`, arch: "x86_64" } },
    `pkg:generic/a%20b@1%402?arch=x86_64&checksum=sha256:${digest}`,
  ],
  [{ type: "generic", name: "it's", version: "~1!" }, "pkg:generic/it%27s@~1%21"],
])("%o is %s", (purl, text) => {
  expect(writePurl(purl)).toBe(text);
  expect(purlFault(text, digest)).toBeUndefined();
});

test("a file that no registry names", () => {
  expect(genericPurl("gcc", "13.3.0", digest)).toBe(`pkg:generic/gcc@13.3.0?checksum=sha256:${digest}`);
  expect(genericPurl("gcc", undefined, undefined)).toBe("pkg:generic/gcc");
});

test.each([
  "pkg:generic",
  "pkg:generic/",
  "pkg:Generic/a",
  "pkg://generic/a",
  "PKG:generic/a",
  "pkg:generic/a@",
  "pkg:generic/a?",
  "pkg:generic/a#b",
  "pkg:generic/a?arch=",
  "pkg:generic/a?arch=x&",
  "pkg:generic/a?arch=x&arch=x",
  "pkg:generic/a?distro=x&arch=x",
  "pkg:generic/a%2eb",
  "pkg:generic/a%41",
  "pkg:generic/é",
  "pkg:pypi/A",
  "pkg:generic/a@%ff",
  `pkg:generic/a?checksum=sha256:${sha256("another")}`,
  "pkg:generic/a?checksum=md5:00",
  "pkg:generic/a?download_url=x",
  "pkg:generic/a?repository_url=example.org",
  "pkg:generic/a?vcs_url=git",
  "pkg:generic/a?__proto__=x",
])("%s is refused", (text) => {
  expect(purlFault(text, digest)).toMatch(/canonical package URL|not a fact of the bytes|another checksum/);
});

test("any parts come back", () => {
  const part = fc.string({ unit: "grapheme", minLength: 1 }).filter((each) => each.isWellFormed());
  fc.assert(
    fc.property(part, part, fc.array(part), (name, version, namespace) => {
      const text = writePurl({ type: "generic", namespace, name, version });
      expect(text).toMatch(/^[\x21-\x7e]+$/);
      expect(purlFault(text, undefined)).toBeUndefined();
    }),
  );
});
