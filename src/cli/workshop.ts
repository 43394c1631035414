// Puts together all that building needs, for the commands. Whatever was opened is closed again when the command ends,
// however it ends.

import { join } from "node:path";
import type { Workshop } from "../inputs/workshop.ts";
import { aptProxies } from "../fetch/apt-proxies.ts";
import { aptMirrors } from "../fetch/apt-sources.ts";
import { crateRegistry } from "../fetch/crates.ts";
import { givenArchives, givenMirrors } from "../fetch/given-mirrors.ts";
import type { WhereToLook } from "../fetch/places.ts";
import { sdistRegistry } from "../fetch/sdists.ts";
import { gitNeeds } from "../imports/bringing.ts";
import type { Event } from "../model/event.ts";
import { succeed, type Result } from "../model/failure.ts";
import type { Project } from "../recipe/project.ts";
import type { Reporter } from "../report/reporter.ts";
import { CONTRACT_VERSION } from "../sandbox/contract.ts";
import { LocalExecutor } from "../sandbox/local-executor.ts";
import type { Store } from "../store/store.ts";
import { reportFailures, type Context } from "./context.ts";
import { withStore } from "./home-store.ts";
import { witnessOf } from "./machine.ts";
import { pinnedTrees } from "./targets.ts";
import type { Options } from "./options.ts";

/** A workshop whose events go to whoever asks last. */
export interface OpenWorkshop extends Workshop {
  listen(take: (event: Event) => void): void;
}

/** Opens all that building needs for `use`, which gives the exit code. */
export async function withWorkshop(
  context: Context,
  options: Options,
  { project, cores }: { readonly project: Project; readonly cores: number },
  use: (workshop: OpenWorkshop) => Promise<number>,
): Promise<number> {
  const given = await givenPlaces(options);
  if (!given.ok) return reportFailures(context, given.failures);
  const archives = givenArchives(context.environment);
  if (!archives.ok) return reportFailures(context, archives.failures);
  return withStore(context, async (store) => {
    const executor = localExecutor(context, store);
    let listener = (_: Event): void => undefined;
    return use({
      projectRoot: project.root,
      store,
      executor,
      fetching: {
        offline: options.switches.has("offline"),
        ...given.value.mirror,
        registries: {
          crate: crateRegistry({ given: given.value.crates, home: cargoHome(context.environment) }),
          pypi: sdistRegistry({ given: given.value.pypi, environment: context.environment }),
        },
        archives: archives.value,
        toolchains: toolchainsOf(context.environment),
        aptMirrors: await aptMirrors(),
        proxies: await aptProxies(),
        git: gitNeeds(context.environment),
      },
      contract: CONTRACT_VERSION,
      cores,
      expected: pinnedTrees(project),
      accept: options.switches.has("accept"),
      emit: (event) => listener(event),
      now: context.now,
      witness: witnessOf(context, executor),
      listen: (take) => {
        listener = take;
      },
    });
  });
}

type Given = Pick<WhereToLook, "mirrors" | "directories">;

/** What the flags name, by flag. */
async function givenPlaces(options: Options): Promise<Result<Readonly<Record<"mirror" | "crates" | "pypi", Given>>>> {
  const of = (flag: string, noun: string) => givenMirrors(options.values.get(flag) ?? [], noun);
  const mirror = await of("mirror", "mirror");
  const crates = await of("crates", "registry of crates");
  const pypi = await of("pypi", "index of Python projects");
  if (mirror.ok && crates.ok && pypi.ok)
    return succeed({ mirror: mirror.value, crates: crates.value, pypi: pypi.value });
  return { ok: false, failures: [mirror, crates, pypi].flatMap((each) => (each.ok ? [] : each.failures)) };
}

/** Where rustup has its toolchains. */
function toolchainsOf({ RUSTUP_HOME, HOME }: Context["environment"]): string {
  return join(RUSTUP_HOME || join(HOME || "/", ".rustup"), "toolchains");
}

/** Where cargo keeps what it fetches. */
function cargoHome({ CARGO_HOME, HOME }: Context["environment"]): string {
  return CARGO_HOME || join(HOME || "/", ".cargo");
}

export function localExecutor(context: Context, store: Store): LocalExecutor {
  return new LocalExecutor({
    path: hostPath(context),
    newScratch: (name) => store.newScratch(name),
    now: context.now,
  });
}

/** Where the host's own programs are sought; sbin too, as an ordinary user's path often lacks it. */
export function hostPath(context: Context): string {
  return `${context.environment["PATH"] ?? "/usr/bin:/bin"}:/usr/sbin:/sbin`;
}

/**
 * Runs `work` with a reporter that fits where the output goes: JSON lines, a live view on a terminal, or plain lines.
 */
export async function withReporter<T>(
  context: Context,
  workshop: OpenWorkshop,
  verbose: boolean,
  work: () => Promise<T>,
): Promise<T> {
  const reporter = await chooseReporter(context, verbose);
  workshop.listen((event) => reporter.take(event));
  try {
    return await work();
  } finally {
    // What is built later is not of this run: a finished reporter would begin to draw again, and never end.
    workshop.listen(() => undefined);
    await reporter.finish();
  }
}

async function chooseReporter(context: Context, verbose: boolean): Promise<Reporter> {
  if (context.json) return (await import("../report/json-lines.ts")).jsonLinesReporter({ write: context.write });
  const { TERM } = context.environment;
  if (context.columns === undefined || verbose || !TERM || TERM === "dumb")
    return (await import("../report/plain.ts")).plainReporter({
      write: context.write,
      verbose,
      called: context.called,
    });
  const [{ terminalReporter }, { liveScreen }] = await Promise.all([
    import("../report/terminal.ts"),
    import("./live-screen.ts"),
  ]);
  return terminalReporter(liveScreen(context));
}
