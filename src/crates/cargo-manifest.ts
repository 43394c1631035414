// What a package uses and what its features turn on, as its Cargo.toml says (Cargo Reference, "Specifying Dependencies",
// "Features"). Must never give a part of a manifest that is not understood whole: who reads it then takes all.

import { isTable, type Table, tableIn, valueIn } from "./toml.ts";

export interface CargoManifest {
  readonly dependencies: readonly CargoDependency[];
  /** What each turns on: `feature`, `dep:alias`, `alias/feature`, `alias?/feature`. Those that are implied are among them. */
  readonly features: ReadonlyMap<string, readonly string[]>;
}

export interface CargoDependency {
  /** What the manifest calls it, and its features by that name. */
  readonly alias: string;
  /** The name of the package. */
  readonly name: string;
  /** Of its version; empty where none is asked for. */
  readonly requirement: string;
  readonly optional: boolean;
  /** Whether its feature "default" is asked for. */
  readonly defaults: boolean;
  readonly features: readonly string[];
  /** A triple or `cfg(...)`, where it is not of every target. */
  readonly target?: string;
  /** For tests, examples and measurements alone. */
  readonly dev: boolean;
}

/** Tables of dependencies, in both spellings that cargo reads. */
const TABLES = ["dependencies", "build-dependencies", "build_dependencies", "dev-dependencies", "dev_dependencies"];

/** `shared` is what the table [workspace.dependencies] of its workspace holds. Undefined for what cargo would not take. */
export function cargoManifest(toml: Table, shared: Table = {}): CargoManifest | undefined {
  const dependencies = dependencyTables(toml).map(({ alias, value, ...place }) => {
    const own = isTable(value) ? value : { version: value };
    const inherits = valueIn(own, "workspace") === true;
    const whole = inherits ? inherited(own, valueIn(shared, alias)) : own;
    return whole === undefined ? undefined : dependencyOf({ alias, ...place }, whole);
  });
  const features = featuresOf(valueIn(toml, "features"));
  if (features === undefined || dependencies.includes(undefined)) return undefined;
  const understood = dependencies.filter((each) => each !== undefined);
  // An optional dependency is a feature of its own, unless one names it as "dep:".
  const named = new Set([...features.values()].flat());
  for (const { alias, optional } of understood)
    if (optional && !features.has(alias) && !named.has(`dep:${alias}`)) features.set(alias, [`dep:${alias}`]);
  return { dependencies: understood, features };
}

/** Where a dependency stands. */
type Standing = Pick<CargoDependency, "alias" | "target" | "dev">;

function dependencyTables(toml: Table): readonly (Standing & { readonly value: unknown })[] {
  const targets = Object.entries(tableIn(toml, "target") ?? {});
  const holders: [string | undefined, unknown][] = [[undefined, toml], ...targets];
  return holders.flatMap(([target, holder]) =>
    TABLES.flatMap((name) =>
      Object.entries((isTable(holder) ? tableIn(holder, name) : undefined) ?? {}).map(([alias, value]) => ({
        alias,
        value,
        dev: name.startsWith("dev"),
        ...(target === undefined ? {} : { target }),
      })),
    ),
  );
}

/** What a member adds to what its workspace says (Cargo Reference, "Inheriting a dependency from a workspace"). */
function inherited(own: Table, shared: unknown): Table | undefined {
  const base = isTable(shared) ? shared : typeof shared === "string" ? { version: shared } : undefined;
  if (base === undefined) return undefined;
  const lists = [base, own].map((table) => valueIn(table, "features") ?? []);
  const defaults = valueIn(own, "default-features") === true || (defaultsIn(base) ?? true);
  return {
    ...base,
    optional: valueIn(own, "optional") ?? false,
    features: lists.flat(),
    "default-features": defaults,
  };
}

function defaultsIn(table: Table): unknown {
  return valueIn(table, "default-features") ?? valueIn(table, "default_features");
}

function dependencyOf(standing: Standing, table: Table): CargoDependency | undefined {
  const requirement = valueIn(table, "version") ?? "";
  const name = valueIn(table, "package") ?? standing.alias;
  const features = valueIn(table, "features") ?? [];
  const [optional, defaults] = [valueIn(table, "optional") ?? false, defaultsIn(table) ?? true];
  const understood =
    typeof requirement === "string" &&
    typeof name === "string" &&
    isTexts(features) &&
    typeof optional === "boolean" &&
    typeof defaults === "boolean";
  return understood ? { ...standing, name, requirement, optional, defaults, features } : undefined;
}

function featuresOf(table: unknown): Map<string, readonly string[]> | undefined {
  const entries = Object.entries(table === undefined ? {} : isTable(table) ? table : { "": table });
  return entries.every((entry): entry is [string, readonly string[]] => isTexts(entry[1]))
    ? new Map(entries)
    : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
