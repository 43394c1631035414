// fromseed doctor: what is missing on this machine, and how to get it.

import { access, constants, statfs } from "node:fs/promises";
import { existsSync } from "node:fs";
import { release } from "node:os";
import { dirname } from "node:path";
import { aptMirrors } from "../../fetch/apt-sources.ts";
import { fail, type Failure } from "../../model/failure.ts";
import { sizeText } from "../../report/size-text.ts";
import { jsonLine } from "../../report/json-lines.ts";
import { reportFailures, type Context } from "../context.ts";
import { EXIT, exitCode } from "../exit-codes.ts";
import { openHome } from "../home-store.ts";
import { checkHome } from "../home.ts";
import { reason } from "../reason.ts";
import { localExecutor } from "../workshop.ts";

const ENOUGH_DISK = 1 << 30;

export async function main(context: Context): Promise<number> {
  const failures: Failure[] = [];
  const facts: string[] = [`kernel ${release()}, node ${process.version}, ${context.cores} cores`];
  const home = checkHome({ path: context.home, from: context.homeFrom }, "makes");
  failures.push(...(home.ok ? await stateFolder(context, facts) : home.failures));
  if (home.ok) {
    const store = await openHome(context);
    if (store.ok) {
      // Where builds have their scratch, on the same file system, and swept like theirs.
      failures.push(...(await localExecutor(context, store.value).missing()));
      await store.value.close();
    } else if (failures.length === 0) failures.push(...store.failures);
  }
  const mirrors = await aptMirrors();
  facts.push(
    mirrors.length === 0
      ? "no Debian mirror in apt's configuration: sources come from --mirror or from upstream"
      : `Debian sources from ${mirrors.length === 1 ? "the mirror" : `${mirrors.length} mirrors`} that apt is set to`,
  );
  const [limited, missing] = [failures.filter(onlySome), failures.filter((failure) => !onlySome(failure))];
  if (context.json) {
    context.write(jsonLine({ facts, missing, limited }));
    return missing.length === 0 ? EXIT.done : exitCode(missing);
  }
  context.write(facts.map((fact) => `${fact}\n`).join(""));
  if (failures.length > 0) reportFailures(context, failures);
  if (missing.length > 0) return exitCode(missing);
  context.write(
    limited.length > 0
      ? "Stages can be built here, but for those.\n"
      : "Nothing is missing: stages can be built here.\n",
  );
  return EXIT.done;
}

/** Whether a failure keeps only some stages from being built: those whose recipe asks for what is not there. */
function onlySome({ code }: Failure): boolean {
  return code === "proc-unavailable";
}

/** What stands in the way of keeping state; adds what is known of the folder to the facts. */
async function stateFolder({ home }: Context, facts: string[]): Promise<readonly Failure[]> {
  try {
    await access(existing(home), constants.W_OK);
    const { bavail, bsize } = await statfs(existing(home));
    facts.push(`state in ${home}, ${sizeText(bavail * bsize)} free`);
    if (bavail * bsize >= ENOUGH_DISK) return [];
    return fail("disk-full", `Cannot build much: ${sizeText(bavail * bsize)} are free in ${home}`, {
      hint: "free some space (fromseed gc), or give another place with --home",
    }).failures;
  } catch (error) {
    return fail("file-system", `Cannot keep state in "${home}": ${reason(error)}`, {
      hint: "give another place with --home or FROMSEED_HOME",
    }).failures;
  }
}

/** The folder itself, or the nearest above it that is there: it is made when it is first needed. */
function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}
