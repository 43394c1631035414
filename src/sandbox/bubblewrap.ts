// The words that start one program in a prepared root: programs that each set something and become the next, the last
// of them bubblewrap. Must never let anything of fromseed's own process through but what is named here.

import { SECCOMP, STATUS } from "./chain-script.ts";
import { GROUP_ID, HOST_NAME, USER_ID } from "./contract.ts";
import type { PreparedRoot } from "./prepared-root.ts";

export interface Sealed {
  readonly prepared: PreparedRoot;
  readonly processors: readonly number[];
  readonly terminal: boolean;
  readonly argv: readonly string[];
  readonly directory: string;
}

/** Address-space randomisation is off already, for the whole chain. */
export function sealedWords({ prepared, processors, terminal, argv, directory }: Sealed): readonly string[] {
  const { root, resources, binds } = prepared;
  return [
    ...["prlimit", ...Object.entries(resources).map(([name, value]) => `--${name}=${value}`)],
    ...["taskset", "--cpu-list", processors.join(",")],
    ...["bwrap", "--unshare-user", "--uid", String(USER_ID), "--gid", String(GROUP_ID)],
    ...["--unshare-pid", "--unshare-ipc", "--unshare-cgroup", "--unshare-net"],
    ...["--unshare-uts", "--hostname", HOST_NAME],
    ...["--cap-drop", "ALL", "--die-with-parent", ...(terminal ? [] : ["--new-session"])],
    ...["--clearenv", ...Object.entries(root.environment).flatMap(([name, value]) => ["--setenv", name, value])],
    ...binds,
    ...["--chdir", directory, "--json-status-fd", String(STATUS), "--seccomp", String(SECCOMP), "--", ...argv],
  ];
}
