// Where pip is set to look for projects: its configuration files and variables, as the User Guide of pip describes them
// ("Configuration"). Must never read the environment itself: who asks hands over what is set there.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface PipPlaces {
  /** Addresses of simple repositories, in pip's order. */
  readonly indexes: readonly string[];
  /** Directories of files, or addresses of pages with links to files. */
  readonly links: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Later files win over earlier ones, a command's own section over [global], variables over all; lists are not added. */
export async function pipPlaces(environment: Environment, root = "/"): Promise<PipPlaces> {
  const settings = new Map<string, string>();
  for (const section of ["global", "download"])
    for (const path of configFiles(environment, root)) {
      const text = await readFile(path, "utf8").catch(() => "");
      for (const [key, value] of settingsIn(text, section)) settings.set(key, value);
    }
  const set = (key: string): string =>
    environment[`PIP_${key.toUpperCase().replaceAll("-", "_")}`] || (settings.get(key) ?? "");
  const words = (key: string): readonly string[] =>
    set(key)
      .split(/\s+/)
      .filter((word) => word !== "");
  const noIndex = /^(1|true|yes|on|y|t)$/i.test(set("no-index").trim());
  return {
    indexes: noIndex ? [] : [...words("index-url").slice(0, 1), ...words("extra-index-url")],
    links: words("find-links"),
  };
}

/** The files of the machine, of the user, of the virtual environment, and the one that is named; on POSIX systems. */
function configFiles(environment: Environment, root: string): readonly string[] {
  const { HOME, XDG_CONFIG_DIRS, XDG_CONFIG_HOME, VIRTUAL_ENV, PIP_CONFIG_FILE } = environment;
  if (PIP_CONFIG_FILE === "/dev/null") return [];
  const machine = (XDG_CONFIG_DIRS || "/etc/xdg").split(":").filter((folder) => folder.startsWith("/"));
  const user = [
    ...(HOME ? [join(HOME, ".pip/pip.conf")] : []),
    ...(XDG_CONFIG_HOME || HOME ? [join(XDG_CONFIG_HOME || join(HOME!, ".config"), "pip/pip.conf")] : []),
  ];
  return [
    ...machine.map((folder) => join(root, folder, "pip/pip.conf")),
    join(root, "etc/pip.conf"),
    ...(PIP_CONFIG_FILE ? [] : user),
    ...(VIRTUAL_ENV ? [join(VIRTUAL_ENV, "pip.conf")] : []),
    ...(PIP_CONFIG_FILE ? [PIP_CONFIG_FILE] : []),
  ];
}

/** The settings of one section: `key = value` or `key: value`, further lines of a value indented. */
function settingsIn(text: string, section: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let own = false;
  let last = "";
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[(.*)\]\s*$/.exec(line);
    if (header !== null) own = header[1] === section;
    const [, key, value] = (header === null ? /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line) : null) ?? [];
    if (key !== undefined && own) settings.set((last = settingName(key)), value!);
    else if (/^\s/.test(line) && own && last !== "") settings.set(last, `${settings.get(last)} ${line.trim()}`);
    else last = "";
  }
  return settings;
}

function settingName(key: string): string {
  return key.trim().toLowerCase().replaceAll("_", "-").replace(/^--/, "");
}
