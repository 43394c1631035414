// Where keys are asked for: web key directories and keyservers, against the examples of their drafts.

import { expect, test } from "vitest";
import { keyserverAddress, webKeyAddresses, zBase32 } from "../../src/fetch/key-places.ts";

test.each([
  ["", ""],
  ["f0bfc7", "6n9hq"],
  ["d47a04", "4t7ye"],
  ["ff", "9h"],
])("%s in z-base-32 is %s", (hex, text) => {
  expect(zBase32(Buffer.from(hex, "hex"))).toBe(text);
});

test("the draft's own example, by the advanced method and then the direct one", () => {
  const name = "iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe";
  expect(webKeyAddresses("Joe.Doe@Example.ORG")).toEqual([
    `https://openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/${name}`,
    `https://example.org/.well-known/openpgpkey/hu/${name}`,
  ]);
});

test("a letter beyond ASCII: both names that programs make of it", () => {
  expect(webKeyAddresses("ÄNNE@example.org").length).toBe(4);
});

test.each(["", "nobody", "a@b@c", "a b@example.org", "a@exa/mple.org", "a@"])("%j is no address", (text) => {
  expect(webKeyAddresses(text)).toEqual([]);
});

test.each([
  ["https://keys.example.org", "https://keys.example.org/pks/lookup?op=get&options=mr&search=0xaa"],
  ["hkps://keys.example.org", "https://keys.example.org/pks/lookup?op=get&options=mr&search=0xaa"],
  ["hkp://keys.example.org", "http://keys.example.org:11371/pks/lookup?op=get&options=mr&search=0xaa"],
  ["hkp://keys.example.org:80", "http://keys.example.org/pks/lookup?op=get&options=mr&search=0xaa"],
  ["keys.example.org", undefined],
])("keyserver %s", (server, address) => {
  expect(keyserverAddress(server, "aa")).toBe(address);
});
