// The whole way in a browser: from the seed to tinycc, and a program compiled by it. How long it takes, what memory, and
// that the page answers all the while. Programs that a person may try and that are no good end with a message.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXPECTED_INSTRUCTIONS } from "../../src/page/expected-instructions.ts";
import { home, tinycc } from "../chain/source.ts";
import { all } from "../extent.ts";
import { scratchDirectory } from "../scratch.ts";
import { Browser, findChromium, type Tab } from "./browser.ts";
import { carried, writePage } from "./carried.ts";

const chromium = findChromium();
const why =
  chromium === undefined
    ? " (skipped: no Chromium here; Debian: apt-get install chromium-headless-shell)"
    : tinycc === undefined
      ? " (skipped: tinycc's source was never fetched here)"
      : all
        ? ""
        : " (skipped: with --all alone)";

const directory = scratchDirectory();
let browser: Browser;
let tab: Tab;

beforeAll(async () => {
  if (why !== "") return;
  browser = new Browser(chromium!);
  const address = writePage(await carried("tinycc", home), directory);
  tab = await browser.open(address, { width: 390, height: 844, scheme: "light" });
  await tab.until("document.documentElement.dataset.ready", 20);
});
afterAll(() => browser?.close());

const textOf = (id: string): Promise<string> => tab.value(`document.getElementById("${id}").textContent`);

/** The processor time of the page's process so far, in seconds: the clock would tell of the machine's other work too. */
async function processorTime(): Promise<number> {
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  return Math.max(...processInfo.map(({ cpuTime }: { cpuTime: number }) => cpuTime));
}

/** The most memory that one process of the browser held so far, in MiB. */
async function peakMemory(): Promise<number> {
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }: { type: string }) => type === "renderer")
    .map(({ id }: { id: number }) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))![1]));
  return Math.max(...peaks) / 1024;
}

/** Compiles and runs a program in the page; gives what it printed and how that ended. */
async function tried(text: string, seconds = 120): Promise<{ readonly output: string; readonly status: string }> {
  await tab.value(`document.getElementById("program-text").value = ${JSON.stringify(text)}`);
  await tab.value('document.getElementById("program-run").click()');
  await tab.until('!document.getElementById("program-run").disabled', seconds);
  return { output: await textOf("program-output"), status: await textOf("program-status") };
}

describe.skipIf(why !== "")(`the whole way in a browser${why}`, () => {
  test("gives the published digests, in a minute, in 512 MiB, while the page answers", {
    timeout: 120_000,
  }, async () => {
    // The longest time for which the page did nothing else.
    await tab.value(
      "(() => { let last = performance.now(); globalThis.longest = 0; setInterval(() => { const now = performance.now(); globalThis.longest = Math.max(globalThis.longest, now - last); last = now; }, 20); })()",
    );
    const before = await processorTime();
    await tab.value('document.getElementById("way-run").click()');
    await tab.until('/digests/.test(document.getElementById("way-verdict").textContent)', 540);
    const seconds = (await processorTime()) - before;
    const longest = await tab.value<number>("globalThis.longest");
    const memory = await peakMemory();
    const label = await textOf("way-label");
    console.log(
      `${label}; ${seconds.toFixed(1)} s of the processor, ${memory.toFixed(0)} MiB, longest wait ${longest.toFixed(0)} ms`,
    );
    expect(await textOf("way-verdict")).toBe("All 9 digests equal the published ones.");
    expect(label).toContain(`${EXPECTED_INSTRUCTIONS.toLocaleString("en")} instructions`);
    expect(seconds).toBeLessThan(60);
    expect(memory).toBeLessThan(512);
    // Else it waited for the worker; on a busy machine a second goes by now and then.
    expect(longest).toBeLessThan(5000);
    expect(tab.complaints).toEqual([]);
    expect(tab.requests.filter((each) => !/^(blob:|data:,$|file:)/.test(each))).toEqual([]);
  });

  test("its tinycc compiles a program, which runs", { timeout: 150_000 }, async () => {
    await tab.value('document.getElementById("program-run").click()');
    await tab.until('!document.getElementById("program-run").disabled', 120);
    expect(await textOf("program-output")).toBe("hello, world: 3 2 1, 1.000, 18446744073709551615\n");
    expect(await textOf("program-status")).toMatch(/^Compiled and run: exit code 0, after [\d,]+ instructions/);
  });

  test("a program that is no good ends with a message", { timeout: 600_000 }, async () => {
    const wrong = await tried("int main(void) { return x; }");
    expect(wrong.output).toContain("program.c:1: error: 'x' undeclared");
    expect(wrong.status).toBe("It does not compile: tinycc says why.");
    expect((await tried("int main(void) { return 3; }")).status).toMatch(/^Compiled and run: exit code 3/);
    expect((await tried("int main(void) { return *(int *)0; }")).status).toMatch(
      /^The program cannot go on: memory fault: a read of 4 bytes at 0x0, at 0x/,
    );
    expect((await tried("int main(void) { volatile int z = 0; return 1 / z; }")).status).toMatch(/divide error/);
    expect((await tried("int main(void) { for (;;) ; }", 120)).status).toMatch(
      /no end after 2,000,000,000 instructions/,
    );
    const flood = await tried('#include <stdio.h>\nint main(void) { for (;;) printf("again and again\\n"); }');
    expect(flood.status).toBe("The program cannot go on: it prints more than 100,000 bytes");
    expect(flood.output.length).toBeLessThan(110_000);
    const greedy = await tried(
      "#include <stdlib.h>\nint main(void) { for (;;) { char *p = malloc(4096); if (!p) return 7; *p = 1; } }",
      120,
    );
    expect(greedy.status).toMatch(/exit code 7|memory limit/);
    expect((await tried("int f(int n) { return f(n + 1) + 1; } int main(void) { return f(0); }")).status).toMatch(
      /memory fault/,
    );
    expect(await peakMemory()).toBeLessThan(1024);
  });

  test("an endless program is stopped by the keyboard", { timeout: 200_000 }, async () => {
    // Long double is computed exactly and slowly: an empty loop might reach the limit of instructions by itself.
    const endless = "int main(void) { volatile long double d = 1; for (;;) d = d / 3; }";
    await tab.value(`document.getElementById("program-text").value = "${endless}"`);
    await tab.value('document.getElementById("program-run").focus()');
    await tab.press("Enter");
    await tab.until('document.activeElement.id === "program-stop"', 30);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const begun = performance.now();
    await tab.press("Enter");
    await tab.until('document.getElementById("program-status").textContent === "Stopped."', 30);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect((await tried("int main(void) { return 0; }")).status).toMatch(/exit code 0/);
  });
});
