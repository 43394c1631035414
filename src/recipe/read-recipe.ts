// Reads recipes/<name>/recipe.yaml: its form, then what its keys say of each other and of the repository's files.
// Must never judge a key by another that is wrong itself: one mistake is told once.

import { join } from "node:path";
import { byBytes } from "../bytes/order.ts";
import { asSha256, type Sha256 } from "../bytes/sha256.ts";
import type { Failure, Place } from "../model/failure.ts";
import { readRelease, VENDOR } from "../model/recipe.ts";
import type { BridgeWords, CrateChoice, NamedAt, OwnTree, Recipe, Source } from "../model/recipe.ts";
import type { PathPattern, SourcePlace, Step } from "../model/recipe.ts";
import { bytes, seconds } from "./forms.ts";
import { nearest } from "../bytes/nearest.ts";
import type { ScalarNode } from "./node.ts";
import { fillIn, readTemplate, type Template } from "./parameters.ts";
import { readNode } from "./read-node.ts";
import type { Reading } from "./reading.ts";
import { RECIPE, type CratesForm, type OwnForm } from "./recipe-shape.ts";
import type { RecipeForm, SourceForm, StepForm } from "./recipe-shape.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import type { Mark } from "./text.ts";
import { unique } from "./unique.ts";

const HOUR = 3600;
const GIB = 1024 ** 3;
/** Limits of a recipe that names none. FORMAT.md says them too. */
export const DEFAULT_LIMITS = { seconds: HOUR, memory: 4 * GIB, processes: 512, disk: 10 * GIB };

/** A recipe with room for values: `recipe` has the defaults put in, `withValues` others. */
export interface OpenRecipe {
  readonly recipe: Recipe;
  readonly parameterPlaces: ReadonlyMap<string, Place>;
  withValues(values: Readonly<Record<string, string>>): Recipe;
}

/** Reads one recipe; without failures there is a recipe. */
export async function readRecipe(
  name: string,
  files: RepositoryFiles,
): Promise<{ readonly open?: OpenRecipe; readonly failures: readonly Failure[] }> {
  const { node, reading } = await readNode(files, `recipes/${name}/recipe.yaml`, `Cannot read recipe "${name}"`);
  const form = node === undefined ? undefined : RECIPE.read(node, reading, "it");
  if (form === undefined || reading.failures.length > 0) return { failures: reading.failures };
  const open = openRecipe(name, form, files, reading);
  return reading.failures.length > 0 ? { failures: reading.failures } : { open, failures: [] };
}

function openRecipe(name: string, { values, mark }: RecipeForm, files: RepositoryFiles, reading: Reading): OpenRecipe {
  const declared = values.parameters ?? new Map<string, { readonly key: ScalarNode; readonly value: ScalarNode }>();
  const used = new Set<string>();
  const template = (node: ScalarNode) => readTemplate(node, declared, used, reading);
  const openSteps = (steps: readonly StepForm[] | undefined) =>
    (steps ?? []).map((step) => openStep(step, template, reading));

  const sources = (values.sources ?? []).map((source) => readSource(source, files.base, reading));
  const named = [...(values.sources ?? []), ...(values.own === undefined ? [] : [values.own])];
  unique(
    named.map((source) => source.values.name),
    "source",
    reading,
  );
  const vendor = named.find(({ values: { name } }) => name.value === VENDOR);
  if (vendor !== undefined && named.some(hasCrates))
    reading.fail(
      vendor.values.name,
      `the crates of the lock file are seen at /src/${VENDOR}`,
      "name the source otherwise",
    );
  unique(
    [...(values.steps ?? []), ...(values.checks ?? [])].map((step) => step.values.name),
    "step",
    reading,
  );
  unique(values.outputs, "output", reading);
  checkFiles(values, files, reading);
  checkSourcePaths(values, reading);

  const environment = [...(values.environment ?? [])].map(([key, { value }]) => [key, template(value)] as const);
  const steps = openSteps(values.steps);
  const checks = openSteps(values.checks);
  for (const [parameter, { key }] of declared) {
    if (!used.has(parameter))
      reading.fail(
        key,
        `the parameter "${parameter}" is not used`,
        `write \${${parameter}} in argv, interpreter or environment; a script sees only the environment`,
      );
  }

  const { seed } = values;
  const defaults = Object.fromEntries([...declared].map(([parameter, { value }]) => [parameter, value.value]));
  const rest: Omit<Recipe, "environment" | "build" | "checks"> = {
    name,
    root: files.root,
    ...(files.imported === undefined ? {} : { imported: files.imported }),
    version: values.version.value,
    about: values.about.value,
    sources,
    ...(values.own === undefined ? {} : { own: readOwn(values.own, files, reading) }),
    files: filesOf(values),
    patches: (values.patches ?? []).map(({ value }) => value),
    pregenerated: (values.pregenerated ?? []).map(({ values: { by, why, checked, paths } }) => ({
      by: by.value,
      why: why.value,
      ...(checked === undefined ? {} : { checked: pathPattern(checked, reading) }),
      paths: paths.map((node) => pathPattern(node, reading)),
    })),
    written: (values.written ?? []).map(({ values: { why, paths } }) => ({
      why: why.value,
      paths: paths.map((node) => pathPattern(node, reading)),
    })),
    parameters: defaults,
    proc: values.proc ?? false,
    parallel: values.parallel ?? false,
    limits: readLimits(values.limits?.values),
    outputs: (seed === undefined ? (values.outputs ?? []) : [seed.values.path]).map((node) => ({
      path: node.value,
      at: reading.place(node),
    })),
    at: reading.place(mark),
  };
  const withValues = (given: Readonly<Record<string, string>>): Recipe => ({
    ...rest,
    environment: Object.fromEntries(environment.map(([key, value]) => [key, fillIn(value, given)])),
    build:
      seed === undefined
        ? { type: "steps", steps: steps.map((step) => step.fillIn(given)) }
        : {
            type: "seed",
            text: seed.values.text.value,
            path: seed.values.path.value,
            size: seed.values.size,
            sha256: digest(seed.values.sha256),
          },
    checks: checks.map((step) => step.fillIn(given)),
  });
  // With a failure some template may lack a parameter; then nobody gets the recipe.
  const recipe =
    reading.failures.length > 0
      ? { ...rest, environment: {}, build: { type: "steps" as const, steps: [] }, checks: [] }
      : withValues(defaults);
  stepsOf(recipe).forEach((step, index) => {
    if (!isAbsolute(step)) reading.fail([...steps, ...checks][index]!.program, notAbsolute(step), NO_LOOK_UP);
  });
  return {
    recipe,
    parameterPlaces: new Map([...declared].map(([parameter, { key }]) => [parameter, reading.place(key)])),
    // Most stages give no values, so most share one recipe.
    withValues: (given) => (Object.keys(given).length === 0 ? recipe : withValues({ ...defaults, ...given })),
  };
}

/** Every step of a recipe, checks included. */
export function stepsOf(recipe: Recipe): readonly Step[] {
  return [...(recipe.build.type === "steps" ? recipe.build.steps : []), ...recipe.checks];
}

/** Whether a step's program is named by its absolute path. */
export function isAbsolute(step: Step): boolean {
  return step.argv[0]!.startsWith("/");
}

export function notAbsolute(step: Step): string {
  return `step "${step.name}" runs "${step.argv[0]}", which is not an absolute path`;
}

export const NO_LOOK_UP = "no program is looked up in PATH: write for example /bin/sh";

interface OpenStep {
  /** Where argv[0] stands. */
  readonly program: Mark;
  readonly fillIn: (given: Readonly<Record<string, string>>) => Step;
}

function openStep({ values }: StepForm, template: (node: ScalarNode) => Template, reading: Reading): OpenStep {
  const words = values.argv ?? values.interpreter ?? [];
  const argv: Template[] = words.map(template);
  if (values.script !== undefined) argv.push([values.script.value]);
  const fixed = {
    name: values.name.value,
    directory: values.directory?.value ?? "/work",
    at: reading.place(values.name),
  };
  return {
    program: words[0] ?? values.name,
    fillIn: (given) => ({ ...fixed, argv: argv.map((each) => fillIn(each, given)) }),
  };
}

function readSource({ values }: SourceForm, base: string, reading: Reading): Source {
  const { name, file, size, sha256, licence, places, unpack, crates, bridge } = values;
  if (crates !== undefined && unpack === undefined)
    reading.fail(crates.values.lock, "a lock file is read from an unpacked source", 'give the source "unpack"');
  if (crates !== undefined && bridge !== undefined)
    reading.fail(bridge.values.why, "a bridge is nothing that crates are built for", 'leave "bridge" or "crates" out');
  unique(bridge?.values.lineage, "ancestor", reading);
  unique(unpack?.values.keep, "path to keep", reading);
  unique(unpack?.values.remove, "path to remove", reading);
  const inner = unpack?.values.inner?.values;
  return {
    name: name.value,
    file: file.value,
    size,
    sha256: digest(sha256),
    licence: licence.value,
    places: places.map(({ values }): SourcePlace => {
      const { debian, url, directory, crate, pypi, rustup, snapshot, "software-heritage": heritage } = values;
      if (debian !== undefined) return { type: "debian", path: debian.value };
      if (url !== undefined) return { type: "url", url: url.value };
      if (snapshot !== undefined) return { type: "snapshot", path: snapshot.value };
      if (heritage !== undefined) return { type: "software-heritage", id: heritage.value };
      if (crate !== undefined) return { type: "crate", ...readRelease(crate.value) };
      if (rustup !== undefined) return { type: "rustup", ...readRelease(rustup.value) };
      if (pypi !== undefined) return { type: "pypi", ...readRelease(pypi.value) };
      return {
        type: "directory",
        path: directory!.value.startsWith("/") ? directory!.value : join(base, directory!.value),
      };
    }),
    ...(unpack === undefined
      ? {}
      : {
          unpack: {
            tree: digest(unpack.values.tree),
            strip: unpack.values.strip ?? 0,
            ...(inner === undefined ? {} : { inner: { path: inner.path.value, sha256: digest(inner.sha256) } }),
            keep: (unpack.values.keep ?? []).map((node) => pathPattern(node, reading)),
            remove: (unpack.values.remove ?? []).map((node) => pathPattern(node, reading)),
          },
        }),
    ...(crates === undefined ? {} : { crates: readCrates(crates, reading) }),
    ...(bridge === undefined ? {} : { bridge: bridgeWords(bridge.values) }),
    at: reading.place(name),
  };
}

function readCrates({ values }: CratesForm, reading: Reading): CrateChoice {
  const { lock, targets = [], packages = [], features, without = [], remove = [] } = values;
  unique(targets, "target", reading);
  unique(packages, "package", reading);
  unique(features, "feature", reading);
  unique(without, "crate to leave out", reading);
  unique(remove, "path to remove", reading);
  return {
    lock: lock.value,
    targets: targets.map(({ value }) => value),
    packages: packages.map((node) => namedAt(node, reading)),
    features: features?.map((node) => namedAt(node, reading)),
    without: without.map((node) => pathPattern(node, reading)),
    remove: remove.map((node) => pathPattern(node, reading)),
    at: reading.place(lock),
  };
}

function hasCrates({ values: { crates } }: { readonly values: { readonly crates?: CratesForm | undefined } }): boolean {
  return crates !== undefined;
}

function bridgeWords(values: NonNullable<SourceForm["values"]["bridge"]>["values"]): BridgeWords {
  return {
    why: values.why.value,
    standsFor: values["stands-for"].value,
    until: values.until.value,
    lineage: (values.lineage ?? []).map(({ value }) => value).sort(byBytes),
  };
}

function readOwn({ values }: OwnForm, { places }: RepositoryFiles, reading: Reading): OwnTree {
  const { name, licence, tree, crates } = values;
  return {
    name: name.value,
    licence: licence.value,
    tree: digest(tree),
    places,
    ...(crates === undefined ? {} : { crates: readCrates(crates, reading) }),
    at: reading.place(tree),
  };
}

function namedAt(node: ScalarNode, reading: Reading): NamedAt {
  return { name: node.value, at: reading.place(node) };
}

function pathPattern(node: ScalarNode, reading: Reading): PathPattern {
  return { path: node.value, at: reading.place(node) };
}

function readLimits(values: NonNullable<RecipeForm["values"]["limits"]>["values"] | undefined): Recipe["limits"] {
  return {
    seconds: values?.time === undefined ? DEFAULT_LIMITS.seconds : seconds(values.time.value),
    memory: values?.memory === undefined ? DEFAULT_LIMITS.memory : bytes(values.memory.value),
    processes: values?.processes ?? DEFAULT_LIMITS.processes,
    disk: values?.disk === undefined ? DEFAULT_LIMITS.disk : bytes(values.disk.value),
  };
}

/** The seed's text is one of the files, whether or not they are listed. */
function filesOf({ files = [], seed }: RecipeForm["values"]): readonly string[] {
  const listed = files.map(({ value }) => value);
  const text = seed?.values.text.value;
  return text === undefined || listed.some((file) => isCovered(text, file)) ? listed : [...listed, text];
}

function isCovered(path: string, file: string): boolean {
  return file === path || (file.endsWith("/") && path.startsWith(file));
}

function checkFiles(
  { files, patches, seed }: RecipeForm["values"],
  repository: RepositoryFiles,
  reading: Reading,
): void {
  unique(files, "file", reading);
  unique(patches, "patch", reading);
  for (const node of [...(files ?? []), ...(seed === undefined ? [] : [seed.values.text])]) {
    const fault = repository.fault(node.value);
    if (fault !== undefined) reading.fail(node, fault.found, fault.hint);
  }
  for (const patch of patches ?? []) {
    const covered = (files ?? []).some(({ value }) => isCovered(patch.value, value));
    const fault = repository.fault(patch.value);
    if (!covered)
      reading.fail(
        patch,
        `the patch "${patch.value}" is not among the files`,
        'add it to "files": the steps see nothing else of the repository',
      );
    else if (fault !== undefined && !(files ?? []).some(({ value }) => value === patch.value))
      reading.fail(patch, fault.found, fault.hint);
  }
}

function checkSourcePaths({ sources, own, pregenerated, written }: RecipeForm["values"], reading: Reading): void {
  const named = [...(sources ?? []), ...(own === undefined ? [] : [own])];
  const names = named.map((source) => source.values.name.value);
  const hasLock = named.some(hasCrates);
  const paths = [...(pregenerated ?? []), ...(written ?? [])].flatMap(({ values }) => values.paths);
  unique(paths, "path", reading);
  for (const path of paths) {
    const first = path.value.split("/", 1)[0]!;
    // Which crates a lock pins is known once it is read: the audit tells of a path that names no file.
    if (!names.includes(first) && !(hasLock && first.includes("@"))) {
      const close = nearest(first, names);
      const mark = { start: path.start, end: path.style === "plain" ? path.start + first.length : path.end };
      reading.fail(
        mark,
        `no source is named "${first}"`,
        close === undefined ? "the path starts with the name of a source" : `did you mean "${close}"?`,
      );
    }
  }
}

function digest(node: ScalarNode): Sha256 {
  const value = asSha256(node.value);
  if (value === undefined) throw new Error(`our bug: "${node.value}" passed for a digest`);
  return value;
}
