// The page is one file that holds all it needs: no address in it, nothing of Node, the same text each time.

import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readBundle } from "../../src/page/chain.ts";
import { pageModules, pageText } from "../../src/replay/page-text.ts";
import { home, tinycc } from "../chain/source.ts";
import { call } from "../faults/fromseed.ts";
import { scratchDirectory } from "../scratch.ts";
import { carried } from "./carried.ts";

const chain = await carried("cc0");
const text = pageText(chain);

test("nothing in it is fetched: no address but its own parts and no data", () => {
  const markup = text.replace(/<script[^]*?<\/script>/g, "");
  const addresses = [...markup.matchAll(/\b(?:src|href|action|srcset|data)="([^"]*)"/g)].map(([, to]) => to);
  expect(addresses.filter((to) => !/^#|^data:,$/.test(to!))).toEqual([]);
  expect(markup).not.toMatch(/@import|url\(/);
  expect(markup).toContain("default-src 'none'");
  const links = [...markup.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(links.length).toBeGreaterThan(4);
  for (const id of links) expect(markup).toContain(`id="${id}"`);
});

test("it is the same text each time, and holds the chain with its files", async () => {
  expect(pageText(await carried("cc0")) === text).toBe(true);
  const part = (id: string): string => new RegExp(`id="${id}">([^]*?)</script>`).exec(text)![1]!;
  expect(JSON.parse(part("chain"))).toEqual(chain.chain);
  const files = readBundle(gunzipSync(Buffer.from(part("files"), "base64")));
  expect([...files.keys()]).toEqual([...chain.files.keys()]);
  for (const [path, { bytes }] of files)
    expect(Buffer.from(bytes).equals(chain.files.get(path)!.bytes), path).toBe(true);
});

test("its modules import each other alone, and stand in it with their types gone and their comments kept", () => {
  const modules = pageModules();
  expect([...modules.keys()].filter((path) => !/^(page|interpreter|translator|bytes)\//.test(path))).toEqual([]);
  expect(modules.size).toBeGreaterThan(30);
  for (const [path, script] of modules) {
    expect(script, path).toMatch(/^\/\/ /);
    expect(script, path).not.toMatch(/\bprocess\.(env|argv|stdout)|\bBuffer\b|"node:/);
    expect(text.includes(script), path).toBe(true);
  }
});

test.skipIf(tinycc === undefined)(
  `the command writes the way to tinycc${tinycc === undefined ? " (skipped: its source was never fetched here)" : ""}`,
  async () => {
    const { status, stdout, stderr } = call(["page", "--offline", "--home", home]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const whole = await carried("tinycc", home);
    expect(whole.chain.stages.map(({ name }) => name).join(" ")).toBe(
      "seed hex0 linker asm cc0 cc1 tinycc-1 tinycc-2 tinycc",
    );
    expect(stdout === pageText(whole)).toBe(true);
  },
);

test("without the source nothing is written, and it is said why", () => {
  const { status, stdout, stderr } = call(["page", "--offline", "--home", scratchDirectory()]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^error: Cannot fetch "tcc_.*": all of its places need the network/);
});
