// Opening a store: its home, its version, its lock. What is opened is put together in build-store.ts.

import { rename } from "node:fs/promises";
import type { Result } from "../model/failure.ts";
import { succeed } from "../model/failure.ts";
import { buildStore } from "./build-store.ts";
import { guarded } from "./guarded.ts";
import { syncPath, writeForced } from "./durable-write.ts";
import { prepareHome } from "./home.ts";
import { storeLayoutOf, layoutVersion } from "./store-layout.ts";
import { waitForLock } from "./lock.ts";
import type { Store, WaitOptions } from "./store.ts";

export interface OpenOptions extends WaitOptions {
  /** The kernel's name of this boot: see boot.ts. */
  readonly bootId: string;
  /** Threads that hash large trees. */
  readonly threads?: number;
  /** Puts away what lies in the place of one of the store's folders and is none; `verify` tells of it. */
  readonly mend?: boolean;
}

/** Opens the store at `home`, an absolute path, and makes it if need be. Waits while a collection runs. */
export async function openStore(
  home: string,
  { bootId, threads = 2, mend = false, signal, onWait }: OpenOptions,
): Promise<Result<Store>> {
  const layout = storeLayoutOf(home);
  return guarded(
    "keep state in",
    home,
    async () => {
      const prepared = await prepareHome(layout, mend);
      if (!prepared.ok) return prepared;
      const shared = await waitForLock(layout.object("locks", "store"), "shared", signal, onWait);
      const opened = buildStore({ layout, firstLock: shared, bootId, threads, mended: prepared.value.mended });
      if (!prepared.value.made) return succeed(opened.store);
      try {
        const temporary = (await opened.session()).temporaryPath();
        await writeForced(temporary, layoutVersion);
        await rename(temporary, layout.version);
        await syncPath(layout.home);
        return succeed(opened.store);
      } catch (error) {
        await opened.store.close();
        throw error;
      }
    },
    signal,
  );
}
