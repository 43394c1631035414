// The sandbox contract in numbers and names. CONTRACT.md says the same in words, and a test keeps the two in step.
// Must never change what a step sees without a new CONTRACT_VERSION: the version is part of every stage's key.

export const CONTRACT_VERSION = 3;

/** Who a step is. */
export const USER_ID = 1000;
export const GROUP_ID = 1000;
export const HOST_NAME = "fromseed";
export const UMASK = "022";

/** Directories that every root has. `/proc` and `/repo` come only when asked for. */
export const DIRECTORIES = ["dev", "out", "src", "tmp", "work"] as const;
/** The directories among them that a step may write to, all of them empty when the stage begins. */
export const WRITABLE = ["out", "tmp", "work"] as const;
/** Device nodes by major and minor (Linux, Documentation/admin-guide/devices.txt): the same on every machine. */
export const DEVICE_NUMBERS: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
};
export const DEVICES: readonly string[] = Object.keys(DEVICE_NUMBERS);
/** Links in `/dev`, only where there is a `/proc` for them to lead to. */
export const DEVICE_LINKS: Readonly<Record<string, string>> = {
  fd: "/proc/self/fd",
  stdin: "/proc/self/fd/0",
  stdout: "/proc/self/fd/1",
  stderr: "/proc/self/fd/2",
};

/**
 * What `/proc` shows beside the step's own processes: what programs look up to know the machine they run on. All else
 * that the kernel has there is laid over with nothing, and so is process 1, which is the host's bubblewrap with the
 * host's program, libraries and environment in its memory.
 */
export const SHOWN_IN_PROC = ["cpuinfo", "filesystems", "loadavg", "meminfo", "stat", "uptime", "version"] as const;
/** Links of the kernel's in `/proc` that lead to the step's own processes. */
export const LINKS_IN_PROC = ["mounts", "net", "self", "thread-self"] as const;

/**
 * Resource limits as `soft:hard` in the units of prlimit(1). FSIZE and NPROC follow from the recipe and are not here.
 */
export const RESOURCE_LIMITS: Readonly<Record<string, string>> = {
  as: "unlimited",
  core: "0",
  cpu: "unlimited",
  data: "unlimited",
  locks: "unlimited",
  memlock: "65536",
  msgqueue: "0",
  nice: "0",
  nofile: "4096",
  rss: "unlimited",
  rtprio: "0",
  sigpending: "1024",
  stack: "8388608:67108864",
};

/** overlayfs takes 500 lower directories; one of them is the skeleton of mount points. */
export const MAX_LAYERS = 499;

/** A longer line of output is cut into pieces of this many bytes. */
export const LINE_LIMIT = 65536;
