// Our ar: what it makes, the system's nm and ar can read; it keeps, replaces and adds members; and it fails when it
// must.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { project } from "./source.ts";

const tools = ["gcc", "nm", "ar"].every((name) => spawnSync(name, ["--version"]).status === 0);

describe.skipIf(!tools)(`ar${tools ? "" : " (skipped: gcc, nm and ar are not all here)"}`, () => {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-ar-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const program = join(directory, "our-ar");
  const sources = {
    "weak.c":
      'int strong(void) { return 1; }\nextern int alias(void) __attribute__((weak, alias("strong")));\nstatic int hidden_from_others = 3;\nint *address(void) { return &hidden_from_others; }',
    "a-name-longer-than-sixteen-letters.c":
      "int wanted_from_elsewhere(void); int longer(void) { return wanted_from_elsewhere(); }",
    "main.c":
      "int alias(void), longer(void); int wanted_from_elsewhere(void) { return 2; } int main(void) { return alias() + longer() - 3; }",
  };
  if (tools) {
    run("gcc", "-w", "-o", program, join(project, "bootstrap-seed/tools/ar.c"));
    for (const [name, text] of Object.entries(sources)) {
      writeFileSync(join(directory, name), text);
      run("gcc", "-c", name);
    }
    writeFileSync(join(directory, "odd"), "odd");
    writeFileSync(join(directory, "list"), "weak.o\n\tmain.o\n");
    writeFileSync(
      join(directory, "cut.a"),
      "!<arch>\nmember/         0           0     0     100644  1000      `\nshort",
    );
  }
  const long = "a-name-longer-than-sixteen-letters.o";

  function run(command: string, ...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: "utf8", timeout: 20_000 });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  test("indexes global and weak symbols, not those of the member alone or of others", () => {
    run(program, "rcs", "symbols.a", "weak.o", long);
    const index = run("nm", "--print-armap", "symbols.a")
      .split("\n")
      .filter((line) => line.includes(" in "))
      .sort();
    expect(index).toEqual(["address in weak.o", "alias in weak.o", `longer in ${long}`, "strong in weak.o"]);
  });

  test("makes an archive that another linker can use", () => {
    run(program, "rc", "linked.a", long, "odd", "weak.o");
    run("gcc", "-o", "linked", "main.o", "linked.a");
    run(join(directory, "linked"));
  });

  test("replaces members in their places, adds others at the end, keeps all bytes", () => {
    run(program, "r", "grown.a", "odd", "weak.o", long);
    writeFileSync(join(directory, "odd"), "changed");
    run(program, "-r", "grown.a", "main.o", "odd");
    expect(run("ar", "t", "grown.a")).toBe(`odd\nweak.o\n${long}\nmain.o\n`);
    expect(run("ar", "p", "grown.a", "odd")).toBe("changed");
    const original = readFileSync(join(directory, "weak.o"));
    run("ar", "x", "grown.a", "weak.o");
    expect(readFileSync(join(directory, "weak.o"))).toEqual(original);
  });

  test("q adds members of names that are there, and lists are read", () => {
    run(program, "q", "twice.a", "@list", "odd");
    run(program, "q", "twice.a", "weak.o");
    expect(run("ar", "t", "twice.a")).toBe("weak.o\nmain.o\nodd\nweak.o\n");
  });

  test("an archive may be empty, and time and owner leave no trace", () => {
    run(program, "rc", "empty.a");
    expect(run("ar", "t", "empty.a")).toBe("");
    run(program, "rc", "one.a", "odd");
    run("touch", "-d", "2001-01-01", "odd");
    run(program, "rc", "two.a", "odd");
    expect(readFileSync(join(directory, "one.a"))).toEqual(readFileSync(join(directory, "two.a")));
  });

  test.each([
    [["x", "symbols.a"], "usage"],
    [["rx", "symbols.a"], "usage"],
    [["rq", "symbols.a"], "usage"],
    [["r", "new.a", "nothing.o"], "nothing.o: cannot be opened"],
    [["r", "new.a", "@nothing"], "nothing: cannot be opened"],
    [["r", "weak.o", "main.o"], "weak.o: is no archive"],
    [["r", "cut.a", "main.o"], "cut.a: is cut off"],
  ])("refuses %j", (args, what) => {
    const { status, stderr } = spawnSync(program, args, { cwd: directory, encoding: "utf8", timeout: 10_000 });
    expect(status).toBe(1);
    expect(stderr).toContain(what);
  });
});
