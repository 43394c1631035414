// The page in a browser, opened from the disk as a person would: looked at, walked through by keyboard, and read as a
// screen reader reads it. Of the chain it has the stages up to cc0, which take a second; whole-way.test.ts has all.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scratchDirectory } from "../scratch.ts";
import { Browser, findChromium, type Look, type Tab } from "./browser.ts";
import { carried, writePage } from "./carried.ts";

const chromium = findChromium();
const why =
  chromium === undefined ? " (skipped: no Chromium here; Debian: apt-get install chromium-headless-shell)" : "";
const directory = scratchDirectory();
const PHONE: Look = { width: 390, height: 844, scheme: "dark" };
const DESK: Look = { width: 1280, height: 900, scheme: "light" };

let browser: Browser;
let address: string;
beforeAll(async () => {
  if (chromium === undefined) return;
  browser = new Browser(chromium);
  address = writePage(await carried("cc0"), directory);
});
afterAll(() => browser?.close());

async function opened(look: Look, at = address): Promise<Tab> {
  const tab = await browser.open(at, look);
  await tab.until("document.documentElement.dataset.ready && document.getElementById('step-status').textContent", 30);
  return tab;
}

const textOf = (tab: Tab, id: string): Promise<string> => tab.value(`document.getElementById("${id}").textContent`);
const focused = (tab: Tab): Promise<string> => tab.value("document.activeElement.id");

/** Presses Tab until the element of that id has the focus. */
async function tabTo(tab: Tab, id: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if ((await focused(tab)) === id) return;
    await tab.press("Tab");
  }
  throw new Error(`no Tab leads to "${id}"`);
}

describe.skipIf(chromium === undefined)(`the page${why}`, { timeout: 150_000 }, () => {
  test("asks for nothing but itself, and complains of nothing", async () => {
    const tab = await opened(DESK);
    expect(tab.complaints).toEqual([]);
    expect(tab.requests.filter((each) => !/^(blob:|data:,$)/.test(each))).toEqual([address]);
    expect(await textOf(tab, "seed-size")).toBe("179 bytes");
    expect(await textOf(tab, "seed-verdict")).toBe("equal");
    expect(await tab.value("document.querySelectorAll('#seed-listing li').length")).toBe(71);
    // The browser was told to refuse requests, so that even a changed page would get none through.
    expect(await tab.value("fetch('file:///').then(() => 'came', () => 'refused')")).toBe("refused");
  });

  test.each([
    PHONE,
    DESK,
    { ...PHONE, scheme: "light" },
    { ...DESK, scheme: "dark" },
    { ...PHONE, width: 320 },
  ] as const)("fits a window of $width in $scheme, with enough contrast", async (look) => {
    const tab = await opened(look);
    expect(await tab.value("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    const low = await tab.value<string[]>(LOW_CONTRAST);
    expect(low).toEqual([]);
  });

  test("is worked by keyboard alone: step, run to a system call, run to the end, build", async () => {
    const tab = await opened(PHONE);
    await tabTo(tab, "step-one");
    await tab.press("Enter");
    await tab.until("document.getElementById('step-status').textContent.startsWith('1 done')", 30);
    expect(await textOf(tab, "step-status")).toBe("1 done. Next, at 400029: pop rdi: argv[0]");
    expect(await tab.value("document.querySelector('#step-listing [aria-current=step]').textContent")).toContain(
      "400029",
    );
    await tab.press("Tab");
    await tab.press("Tab");
    expect(await focused(tab)).toBe("step-call");
    await tab.press(" ");
    await tab.until("document.querySelectorAll('#step-calls li').length === 1", 30);
    expect(await textOf(tab, "step-calls")).toMatch(/^open\("\/repo\/bootstrap-seed\/hex0\/hex0\.hex0", 0, 0\) = 3$/);
    await tab.press("Enter");
    await tab.until("document.querySelectorAll('#step-calls li').length === 2", 30);
    await tab.value("document.getElementById('step-speed').value = '0'");
    await tabTo(tab, "step-run");
    await tab.press(" ");
    await tab.until(
      "/^It ended with exit code 0, after [0-9,]+ instructions/.test(document.getElementById('step-status').textContent)",
      20,
    );
    expect(await textOf(tab, "step-run")).toBe("Run");
    expect(await textOf(tab, "step-calls")).toContain("(179 bytes of /out/bin/hex0)");
    await tabTo(tab, "way-run");
    await tab.press("Enter");
    await tab.until("/digests/.test(document.getElementById('way-verdict').textContent)", 30);
    expect(await textOf(tab, "way-verdict")).toBe("All 5 digests equal the published ones.");
    expect(await focused(tab)).toBe("way-run");
    expect(tab.complaints).toEqual([]);
  });

  test("pauses, and lets another program be chosen meanwhile", async () => {
    const tab = await opened(DESK);
    await tab.value("document.getElementById('step-run').click()");
    await tab.until("parseInt(document.getElementById('step-status').textContent) > 3", 30);
    expect(await textOf(tab, "step-run")).toBe("Pause");
    await tab.value("document.getElementById('step-run').click()");
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stopped = await textOf(tab, "step-status");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await textOf(tab, "step-status")).toBe(stopped);
    await tab.value(
      "(document.getElementById('step-program').value = 'cc0', document.getElementById('step-program').dispatchEvent(new Event('change')))",
    );
    await tab.until("document.getElementById('step-status').textContent.startsWith('0 done')", 30);
    expect(await textOf(tab, "step-status")).toBe("0 done. Next, at 400078: cmp qword [rsp],3");
  });

  test("tells a screen reader what everything is", async () => {
    const tab = await opened(DESK);
    const { nodes } = await tab.send("Accessibility.getFullAXTree");
    const shown = nodes.filter((node: any) => !node.ignored);
    const of = (role: string): string[] =>
      shown.filter((node: any) => node.role?.value === role).map((node: any) => node.name?.value ?? "");
    for (const role of ["button", "combobox", "progressbar", "region", "link", "textbox"])
      expect(
        of(role).filter((name) => name === ""),
        role,
      ).toEqual([]);
    expect(of("button")).toEqual(expect.arrayContaining(["Step", "Run", "Build tinycc from the seed"]));
    expect(of("combobox")).toEqual(["Program", "Speed"]);
    expect(of("main").length).toBe(1);
    const levels = shown.filter((node: any) => node.role?.value === "heading").map(level);
    for (const [i, each] of levels.entries())
      expect(each - (levels[i - 1] ?? 0), `heading ${i}`).toBeLessThanOrEqual(1);
    // What changes is said when it stands still, and only then.
    expect(
      await tab.value("[...document.querySelectorAll('[role=status]')].every((each) => each.ariaLive === 'polite')"),
    ).toBe(true);
    await tab.value("document.getElementById('step-run').click()");
    await tab.until("document.getElementById('step-status').ariaLive === 'off'", 30);
  });

  test("says so where a digest differs, a program is none, or a part was cut off", async () => {
    const chain = await carried("cc0");
    const changed = async (change: (text: string) => string): Promise<Tab> =>
      browser.open(writePage(chain, directory, change), DESK);
    const other = "0".repeat(64);
    const differs = await changed((text) => text.replace(chain.chain.stages[3]!.expected, other));
    await differs.until("document.documentElement.dataset.ready", 30);
    await differs.value("document.getElementById('way-run').click()");
    await differs.until("/digests/.test(document.getElementById('way-verdict').textContent)", 30);
    expect(await textOf(differs, "way-verdict")).toBe("1 of 5 digests differ from the published ones.");
    expect(await textOf(differs, "way-stages")).toContain(`published: ${other}`);

    const none = await changed((text) => text.replace('"path": "bin/hex0"', '"path": "bin/hex9"'));
    await none.until("document.getElementById('step-status').textContent", 30);
    expect(await textOf(none, "step-status")).toBe('Cannot run "/bin/hex0": there is no such program');
    await none.value("document.getElementById('way-run').click()");
    await none.until("!document.getElementById('way-run').disabled", 30);
    expect(await textOf(none, "way-status")).toBe(
      'Cannot build "hex0": step "assemble": there is no program "/bin/hex0"',
    );
    expect(await textOf(none, "way-stages")).toContain("failed");

    // A text that is no program: the first of its digits is another.
    const broken = { ...chain, files: new Map(chain.files) };
    const seed = Buffer.from(chain.files.get("repo/bootstrap-seed/hex0/hex0.hex0")!.bytes).toString("latin1");
    broken.files.set("repo/bootstrap-seed/hex0/hex0.hex0", {
      bytes: Buffer.from(seed.replace(/^7F/m, "7E"), "latin1"),
      executable: false,
    });
    const image = await browser.open(writePage(broken, directory), DESK);
    await image.until("document.getElementById('step-status').textContent", 30);
    expect(await textOf(image, "seed-verdict")).toBe("different");
    expect(await textOf(image, "step-status")).toMatch(/^Cannot run "\/bin\/hex0": not a program: /);

    const cut = await changed((text) => text.replace(/(id="files">\n)[^\n]*\n/, "$1"));
    await cut.until("!document.getElementById('problem').hidden", 30);
    expect(await textOf(cut, "problem")).toMatch(/^This page is broken: /);
  });
});

function level(node: any): number {
  return node.properties.find((each: any) => each.name === "level").value.value;
}

/** Texts whose contrast with what is below them is under 4.5 to 1 (WCAG 2.2, 1.4.3); disabled controls are exempt. */
const LOW_CONTRAST = `(() => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = channels(getComputedStyle(each).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!own || element.disabled || element.matches("script, style, noscript *") || !element.checkVisibility()) continue;
    const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.add(element.tagName + "." + element.className + " " + contrast.toFixed(2));
  }
  return [...found];
})()`;
