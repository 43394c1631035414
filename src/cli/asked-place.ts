// A place of a source as recipes have it, given as a word: `debian:PATH`, `crate:NAME@VERSION`, `pypi:NAME@VERSION`,
// `rustup:COMPONENT@RELEASE`.

import { basename } from "node:path";
import { crateFile } from "../fetch/crates.ts";
import { normalised } from "../fetch/project-name.ts";
import { sdistFile } from "../fetch/sdists.ts";
import { fail, succeed, type Result } from "../model/failure.ts";
import { readRelease, type Component, type SourcePlace } from "../model/recipe.ts";
import { COMPONENT, CRATE, POOL_PATH, PYPI } from "../recipe/forms.ts";
import type { Form } from "../recipe/shape.ts";

export interface AskedPlace {
  readonly place: SourcePlace;
  /** As a recipe has it: `crate: ripgrep@14.1.1`. */
  readonly line: string;
  /** What a source from there is called, and its file. */
  readonly name: string;
  readonly file: string;
}

type Kind = "debian" | "crate" | "pypi" | "rustup";

const FORMS: Readonly<Record<Kind, Form>> = { debian: POOL_PATH, crate: CRATE, pypi: PYPI, rustup: COMPONENT };

/** Undefined for all other words. */
export function readAskedPlace(word: string): Result<AskedPlace> | undefined {
  const [, kind, text = ""] = /^(debian|crate|pypi|rustup): *(.*)$/.exec(word) ?? [];
  if (kind === undefined) return undefined;
  const { pattern, says, hint } = FORMS[kind as Kind];
  if (!pattern.test(text))
    return fail(
      "operand",
      `Cannot pin "${word}": what follows ${kind}: is not ${says}`,
      hint === undefined ? {} : { hint },
    );
  return succeed({ ...called(kind as Kind, text), line: `${kind}: ${text}` });
}

function called(kind: Kind, text: string): Omit<AskedPlace, "line"> {
  const release = readRelease(text);
  const name = normalised(release.name);
  switch (kind) {
    case "debian":
      return { place: { type: kind, path: text }, name: sourceName(basename(text)), file: basename(text) };
    case "crate":
      return { place: { type: kind, ...release }, name, file: crateFile(release) };
    case "pypi":
      return { place: { type: kind, ...release }, name, file: sdistFile(release) };
    case "rustup":
      return { place: { type: kind, ...release }, name, file: componentFile(release) };
  }
}

/** As upstream calls a component's archive: its release comes before what it runs on. */
function componentFile({ name, version }: Component): string {
  const [, part, target] = /^(.+?)-((?:[a-z0-9_]+)-(?:apple|pc|unknown)-.+)$/.exec(name) ?? [];
  return part === undefined ? `${name}-${version}.tar` : `${part}-${version}-${target}.tar`;
}

/** What comes before the version in a file's name. */
export function sourceName(file: string): string {
  return /^[a-z0-9][a-z0-9+]*(?:-[a-z][a-z0-9+]*)*/.exec(file.toLowerCase())?.[0] ?? "source";
}
