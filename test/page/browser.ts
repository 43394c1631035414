// A headless Chromium of Debian, driven by the Chrome DevTools Protocol over a pipe (--remote-debugging-pipe: JSON
// messages, each ended by a NUL): no port, no package. Must never reach the network: every host name is unknown to it.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const PROGRAMS = ["chromium-headless-shell", "chromium", "google-chrome"];

/** The path of a Chromium, or undefined where none is installed. */
export function findChromium(): string | undefined {
  for (const program of PROGRAMS) {
    const { status, stdout } = spawnSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

type Parameters = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, any>>;
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Answer;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
}

/** How a page is to look to its media queries, and how large its window is. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
}

export class Browser {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #tabs = new Map<string, Tab>();
  #last = 0;

  constructor(program: string) {
    this.#profile = mkdtempSync(join(tmpdir(), "fromseed-chromium-"));
    this.#child = spawn(
      program,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        `--user-data-dir=${this.#profile}`,
        "--remote-debugging-pipe",
        "about:blank",
      ],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
    );
    let text = "";
    (this.#child.stdio[4] as Readable).setEncoding("utf8").on("data", (piece: string) => {
      const messages = (text + piece).split("\0");
      text = messages.pop()!;
      for (const message of messages) this.#take(JSON.parse(message) as Message);
    });
  }

  #take(message: Message): void {
    if (message.id !== undefined) {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    } else this.#tabs.get(message.sessionId ?? "")?.heard(message.method!, message.params ?? {});
  }

  /** Sends one command and waits for its answer; rejects with the protocol's own message. */
  async send(method: string, params: Parameters = {}, sessionId?: string): Promise<Answer> {
    const id = ++this.#last;
    const answered = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** Opens an address in a tab of its own and waits until it is loaded. */
  async open(address: string, look: Look): Promise<Tab> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab((method, params) => this.send(method, params, sessionId));
    this.#tabs.set(sessionId, tab);
    for (const domain of ["Page", "Runtime", "Network", "Log", "Accessibility"]) await tab.send(`${domain}.enable`);
    await tab.look(look);
    const loaded = tab.next("Page.loadEventFired");
    await tab.send("Page.navigate", { url: address });
    await loaded;
    return tab;
  }

  async close(): Promise<void> {
    const closed = once(this.#child, "exit");
    await this.send("Browser.close").catch(() => {});
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await closed;
    clearTimeout(late);
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One page: what it did and said, and the means to look at it and to act as a person does. */
export class Tab {
  readonly send: (method: string, params?: Parameters) => Promise<Answer>;
  /** Addresses of all requests, and what the page complained of: exceptions, errors of the console, refusals. */
  readonly requests: string[] = [];
  readonly complaints: string[] = [];
  readonly #awaited: { readonly method: string; readonly resolve: (params: Answer) => void }[] = [];

  constructor(send: (method: string, params: Parameters) => Promise<Answer>) {
    this.send = (method, params = {}) => send(method, params);
  }

  heard(method: string, params: Answer): void {
    if (method === "Network.requestWillBeSent") this.requests.push(params["request"].url);
    if (method === "Runtime.exceptionThrown") {
      const { text, exception } = params["exceptionDetails"];
      this.complaints.push(exception?.description ?? text);
    }
    if (method === "Runtime.consoleAPICalled" && params["type"] === "error")
      this.complaints.push(params["args"].map((each: Answer) => each["value"] ?? each["description"]).join(" "));
    if (method === "Log.entryAdded" && params["entry"].level === "error") this.complaints.push(params["entry"].text);
    for (let i = this.#awaited.length - 1; i >= 0; i--)
      if (this.#awaited[i]!.method === method) this.#awaited.splice(i, 1)[0]!.resolve(params);
  }

  next(method: string): Promise<Answer> {
    return new Promise((resolve) => this.#awaited.push({ method, resolve }));
  }

  async look({ width, height, scheme }: Look): Promise<void> {
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    await this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  }

  /** The value of an expression in the page; promises are awaited. */
  async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value as T;
  }

  /** Waits until an expression is true, asking ten times a second. */
  async until(expression: string, seconds: number): Promise<void> {
    for (const end = Date.now() + seconds * 1000; !(await this.value<boolean>(`Boolean(${expression})`)); ) {
      if (Date.now() > end) throw new Error(`not true within ${seconds} s: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Presses and releases a key by its name: "Tab", "Enter", " ", a letter. */
  async press(key: string, modifiers = 0): Promise<void> {
    const codes: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, " ": 32, Escape: 27, End: 35, Home: 36 };
    const text = key === "Enter" ? "\r" : key.length === 1 ? key : undefined;
    const code = codes[key] ?? key.toUpperCase().charCodeAt(0);
    const event = { key, code: key === " " ? "Space" : key, windowsVirtualKeyCode: code, modifiers };
    await this.send("Input.dispatchKeyEvent", { type: text === undefined ? "rawKeyDown" : "keyDown", text, ...event });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** A PNG of the window, or of the whole page. */
  async picture(whole = false): Promise<Buffer> {
    const { data } = await this.send("Page.captureScreenshot", { format: "png", captureBeyondViewport: whole });
    return Buffer.from(data, "base64");
  }
}
