// The releases of a lock that a build uses: from the packages that are built, by the dependencies of their targets and the
// features that are asked for, until nothing is added (Cargo Reference, "Features", "Feature resolver version 2").
//
// Host and target are one here, and so are dependencies of build scripts and others: more may be taken than cargo takes,
// and never less. What is not known yet leads nowhere; of what cannot be read, all is used with all features.
//
// cargo's older resolver ("1") also counts features that dependencies of other targets, and those for tests of the built
// packages, ask for. Such packages are not used and not looked into: what they share with the others is taken with all
// its features.

import { releaseText } from "../model/recipe.ts";
import type { CargoDependency, CargoManifest } from "./cargo-manifest.ts";
import type { CargoLock, LockedDependency } from "./cargo-lock.ts";
import { mayConcern } from "./cfg.ts";
import type { ReadManifest } from "./own-packages.ts";
import { meantVersions } from "./requirement.ts";

/** What is built of a lock's own packages, and for what. */
export interface Wanted {
  /** Empty where all are. */
  readonly targets: readonly string[];
  /** Names of the lock's own. */
  readonly packages: readonly string[];
  /** Of these packages; undefined where all are. */
  readonly features: readonly string[] | undefined;
  readonly resolver: "1" | "2";
}

/** Undefined where it is not here yet. */
export type ManifestOf = (locked: LockedDependency) => ReadManifest | undefined;

/** A package of the lock with what is known of its use. Sets only grow. */
interface Used {
  /** Of the lock; those that are left out are not among them. */
  readonly uses: readonly LockedDependency[];
  readonly manifest: ReadManifest | undefined;
  readonly built: boolean;
  /** Dependencies that count, once they were asked for. */
  counted?: readonly CargoDependency[];
  reached: boolean;
  readonly features: Set<string>;
  all: boolean;
  /** Optional dependencies that are used, by their aliases. */
  readonly turnedOn: Set<string>;
  /** Features of dependencies that are asked for once these are used, by their aliases. */
  readonly weak: Map<string, Set<string>>;
  /** Whether something reaches it that is not looked into. */
  aside: boolean;
}

/** Those of the crates that are used; the lock's own packages are none of them. */
export function usedReleases(lock: CargoLock, wanted: Wanted, manifestOf: ManifestOf): ReadonlySet<string> {
  const resolution = new Resolution(lock, wanted, manifestOf);
  resolution.settle();
  return resolution.reached();
}

class Resolution {
  readonly #packages: ReadonlyMap<string, Used>;
  readonly #wanted: Wanted;
  /** What is still to be done: a lock may be deeper than a stack. */
  readonly #open: (() => void)[] = [];

  constructor({ crates, own }: CargoLock, wanted: Wanted, manifestOf: ManifestOf) {
    this.#wanted = wanted;
    const built = new Set(wanted.packages);
    const locked = [...own.map((each) => ({ ...each, own: true })), ...crates.map((each) => ({ ...each, own: false }))];
    const kept = new Set(locked.map(keyOf));
    this.#packages = new Map(
      locked.map((each) => [
        keyOf(each),
        {
          uses: each.dependencies.filter((used) => kept.has(keyOf(used))),
          manifest: manifestOf(each),
          built: each.own && built.has(each.name),
          reached: false,
          features: new Set(),
          all: false,
          turnedOn: new Set(),
          weak: new Map(),
          aside: false,
        },
      ]),
    );
  }

  reached(): ReadonlySet<string> {
    return new Set([...this.#packages].flatMap(([key, { reached }]) => (reached && !isOwn(key) ? [key] : [])));
  }

  settle(): void {
    for (const each of this.#packages.values()) {
      if (!each.built) continue;
      this.#reach(each);
      if (this.#wanted.features === undefined) this.#askForAll(each);
      for (const feature of this.#wanted.features ?? []) this.#ask(each, feature);
    }
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) next();
  }

  #reach(each: Used): void {
    if (each.reached) return;
    each.reached = true;
    this.#open.push(() => {
      const { manifest } = each;
      if (manifest === undefined) return;
      if (manifest === "unreadable")
        for (const used of this.#usedBy(each)) {
          this.#reach(used);
          this.#askForAll(used);
        }
      else {
        for (const dependency of this.#counted(each, manifest))
          if (!dependency.optional) this.#follow(each, dependency);
        for (const feature of [...each.features]) this.#turnOn(each, manifest, feature);
      }
    });
  }

  /** Features are turned on once the package is reached. */
  #ask(each: Used, feature: string): void {
    if (each.features.has(feature)) return;
    each.features.add(feature);
    const { manifest } = each;
    if (each.reached && typeof manifest === "object") this.#open.push(() => this.#turnOn(each, manifest, feature));
  }

  #askForAll(each: Used): void {
    if (each.all) return;
    each.all = true;
    if (typeof each.manifest === "object")
      for (const feature of each.manifest.features.keys()) this.#ask(each, feature);
  }

  #turnOn(each: Used, { features }: CargoManifest, feature: string): void {
    for (const value of features.get(feature) ?? []) {
      const [, alias = "", mark, asked] = /^([^/]*?)(\?)?\/(.*)$/.exec(value) ?? [];
      if (value.startsWith("dep:")) this.#use(each, value.slice("dep:".length));
      else if (asked === undefined) this.#ask(each, value);
      else this.#askOf(each, { alias, feature: asked, weak: mark !== undefined });
    }
  }

  /** `alias/feature`; weak is `alias?/feature`, which does not by itself turn an optional dependency on. */
  #askOf(each: Used, asked: { readonly alias: string; readonly feature: string; readonly weak: boolean }): void {
    const { alias, feature, weak } = asked;
    for (const dependency of this.#named(each, alias)) {
      if (dependency.optional && weak && !each.turnedOn.has(alias)) {
        each.weak.set(alias, (each.weak.get(alias) ?? new Set()).add(feature));
        continue;
      }
      if (dependency.optional && !weak) {
        this.#use(each, alias);
        this.#ask(each, alias);
      }
      for (const used of this.#meant(each, dependency)) this.#ask(used, feature);
    }
  }

  /** Turns the optional dependencies of that alias on. */
  #use(each: Used, alias: string): void {
    if (each.turnedOn.has(alias)) return;
    each.turnedOn.add(alias);
    for (const dependency of this.#named(each, alias)) {
      if (dependency.optional) this.#follow(each, dependency);
      for (const feature of each.weak.get(alias) ?? [])
        for (const used of this.#meant(each, dependency)) this.#ask(used, feature);
    }
  }

  #follow(each: Used, dependency: CargoDependency): void {
    for (const used of this.#meant(each, dependency)) {
      if (this.#isOurs(dependency)) this.#reach(used);
      else this.#setAside(used);
      if (dependency.defaults) this.#ask(used, "default");
      for (const feature of dependency.features) this.#ask(used, feature);
    }
  }

  /** What it uses may be asked for any feature. */
  #setAside(each: Used): void {
    if (each.aside) return;
    each.aside = true;
    this.#open.push(() => {
      for (const used of this.#usedBy(each)) {
        this.#askForAll(used);
        this.#setAside(used);
      }
    });
  }

  #isOurs({ dev, target }: CargoDependency): boolean {
    const { targets } = this.#wanted;
    return !dev && (target === undefined || targets.length === 0 || mayConcern(target, targets));
  }

  /** Dependencies whose features count. */
  #counted(each: Used, { dependencies }: CargoManifest): readonly CargoDependency[] {
    const counts = (dependency: CargoDependency): boolean =>
      this.#wanted.resolver === "1" ? !dependency.dev || each.built : this.#isOurs(dependency);
    return (each.counted ??= dependencies.filter(counts));
  }

  #named(each: Used, alias: string): readonly CargoDependency[] {
    if (typeof each.manifest !== "object") return [];
    return this.#counted(each, each.manifest).filter((dependency) => dependency.alias === alias);
  }

  #usedBy({ uses }: Used): readonly Used[] {
    return uses.map((used) => this.#packages.get(keyOf(used))!);
  }

  /** Packages of the lock that it is, or may be. */
  #meant({ uses }: Used, { name, requirement }: CargoDependency): readonly Used[] {
    const named = uses.filter((used) => used.name === name);
    const versions = meantVersions(
      requirement,
      named.map(({ version }) => version),
    );
    return named.flatMap((used) => (versions.includes(used.version) ? [this.#packages.get(keyOf(used))!] : []));
  }
}

/** A crate's release; of the lock's own packages, what is none. */
function keyOf(locked: LockedDependency): string {
  return `${locked.own ? OWN : ""}${releaseText(locked)}`;
}

const OWN = "own ";

function isOwn(key: string): boolean {
  return key.startsWith(OWN);
}
