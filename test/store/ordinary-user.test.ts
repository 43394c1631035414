// What root may do without permission, an ordinary user must do by changing modes: the same store, without root.

import { execFileSync } from "node:child_process";
import { accessSync, chmodSync, chownSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/bytes/sha256.ts";
import { temporaryFolder } from "./temporary-store.ts";

const isRoot = process.getuid!() === 0;
const nobody = 65534;

function canReadCheckout(): boolean {
  try {
    execFileSync(
      process.execPath,
      ["--version"],
      isRoot ? { uid: nobody, gid: nobody, stdio: "ignore" } : { stdio: "ignore" },
    );
    accessSync(import.meta.dirname);
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!canReadCheckout())(
  "modes of 000 keep nobody from sealing, storing, removing, keeping and collecting (skipped where nobody may not read the checkout)",
  () => {
    const folder = temporaryFolder();
    const home = join(folder, "home");
    mkdirSync(home);
    if (isRoot) {
      chmodSync(folder, 0o755);
      chownSync(home, nobody, nobody);
    }
    const output = execFileSync(process.execPath, [join(import.meta.dirname, "ordinary-user-child.ts"), home], {
      encoding: "utf8",
      ...(isRoot ? { uid: nobody, gid: nobody } : {}),
    });
    const collected = {
      removed: [
        { object: "failed/kept", bytes: 0 },
        { object: "scratch/session-dead", bytes: 0 },
      ],
      freed: 0,
    };
    expect(JSON.parse(output)).toEqual({
      user: isRoot ? nobody : process.getuid!(),
      dropped: true,
      tree: [{ type: "file", path: "closed/inner/secret", executable: false, sha256: sha256("hidden"), size: 6 }],
      kept: { ok: true, value: true },
      told: { ok: true, value: collected },
      collected: { ok: true, value: collected },
    });
    expect(readdirSync(join(home, "scratch"))).toEqual([]);
  },
);
