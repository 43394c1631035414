// Each file of bad/ is a case: a comment, then files laid over a right project (`-- path --`), then every failure as it
// is shown (`-- failures --`). UPDATE_GOLDEN=1 writes what is shown now; read the difference before you keep it.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadProject } from "../../src/recipe/load-project.ts";
import { failureText } from "../../src/report/failure-text.ts";
import { scratchProject } from "./scratch-project.ts";

const folder = join(import.meta.dirname, "bad");

interface Case {
  readonly head: string;
  readonly files: Record<string, string>;
  readonly failures: string | undefined;
}

function readCase(text: string): Case {
  const [comment, ...parts] = text.split(/^-- (.*) --\n/m);
  expect(comment, "a case opens with a comment").toMatch(/^(# .*\n)+$/);
  const files: Record<string, string> = {};
  let failures: string | undefined;
  for (let i = 0; i < parts.length; i += 2) {
    const [name, content] = [parts[i]!, parts[i + 1]!];
    expect(failures, "failures come last").toBeUndefined();
    expect(files, `${name} stands twice`).not.toHaveProperty([name]);
    if (name === "failures") failures = content;
    else if (/^(recipes|stages|hello)\/[a-z0-9./-]+$/.test(name)) files[name] = content;
    else throw new Error(`unknown part "${name}"`);
  }
  return {
    head: failures === undefined ? text : text.slice(0, text.length - failures.length - "-- failures --\n".length),
    files,
    failures,
  };
}

const names = readdirSync(folder).sort();

test("the right project is right", async () => {
  expect(await loadProject(scratchProject())).toMatchObject({ ok: true });
});

test("there are cases", () => expect(names.length).toBeGreaterThan(60));

test.each(names)("%s", async (name) => {
  const path = join(folder, name);
  const { head, files, failures } = readCase(readFileSync(path, "utf8"));
  const result = await loadProject(scratchProject(files));
  expect(result.ok).toBe(false);
  const shown = result.ok ? "" : result.failures.map((failure) => failureText(failure)).join("\n");
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, `${head}-- failures --\n${shown}`);
  else expect(shown).toBe(failures);
});
