// Which system calls of amd64 a step is refused, and with which error. CONTRACT.md says why, in the same groups.
// Must never refuse a call that a compiler or a shell needs: what is refused is what would leak or outlive a build.

/** A test of one argument's low 32 bits. */
export type Test =
  | { readonly argument: number; readonly is: "any-bit-of" | "no-bit-of"; readonly bits: number }
  | { readonly argument: number; readonly is: "one-of" | "none-of"; readonly values: readonly number[] };

/** The call by this number returns this error when all tests hold. Error 0 makes it return 0 and do nothing. */
export interface Rule {
  readonly call: string;
  readonly number: number;
  readonly when: readonly Test[];
  readonly errno: number;
}

const EPERM = 1;
const ENOSYS = 38;
const EOPNOTSUPP = 95;
const EAFNOSUPPORT = 97;

/** S_ISUID | S_ISGID */
const SET_ID_BITS = 0o6000;
/** O_CREAT | __O_TMPFILE: only with one of these has open(2) a mode. */
const CREATING = 0o100 | 0o20000000;
/**
 * CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; NEWTIME is a signal number's bit in
 * clone(2).
 */
const NEW_NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000;
const NEW_TIME_NAMESPACE = 0x00000080;
const ADDR_NO_RANDOMIZE = 0x0040000;
const [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK] = [1, 2, 10, 16];
const [TIOCSTI, TIOCLINUX] = [0x5412, 0x541c];
/** Process 1 in there, which is the host's bubblewrap. */
const REAPER = 1;

/** Rules in the groups of CONTRACT.md; one rule a call. */
export const RULES: readonly Rule[] = [
  // Groups of the host's user would show through the user namespace.
  always("getgroups", 115, 0),

  // Set-user and set-group bits.
  settingIds("chmod", 90, 1),
  settingIds("fchmod", 91, 1),
  settingIds("fchmodat", 268, 2),
  settingIds("fchmodat2", 452, 2),
  settingIds("creat", 85, 1),
  settingIds("mknod", 133, 1),
  settingIds("mknodat", 259, 2),
  { call: "open", number: 2, when: [anyBit(1, CREATING), anyBit(2, SET_ID_BITS)], errno: EPERM },
  { call: "openat", number: 257, when: [anyBit(2, CREATING), anyBit(3, SET_ID_BITS)], errno: EPERM },
  always("openat2", 437, ENOSYS),
  always("io_uring_setup", 425, ENOSYS),
  always("io_uring_enter", 426, ENOSYS),
  always("io_uring_register", 427, ENOSYS),

  // Extended attributes: no part of a tree, and the host's file system may or may not have them.
  always("setxattr", 188, EOPNOTSUPP),
  always("lsetxattr", 189, EOPNOTSUPP),
  always("fsetxattr", 190, EOPNOTSUPP),
  always("getxattr", 191, EOPNOTSUPP),
  always("lgetxattr", 192, EOPNOTSUPP),
  always("fgetxattr", 193, EOPNOTSUPP),
  always("listxattr", 194, EOPNOTSUPP),
  always("llistxattr", 195, EOPNOTSUPP),
  always("flistxattr", 196, EOPNOTSUPP),
  always("removexattr", 197, EOPNOTSUPP),
  always("lremovexattr", 198, EOPNOTSUPP),
  always("fremovexattr", 199, EOPNOTSUPP),
  always("setxattrat", 463, ENOSYS),
  always("getxattrat", 464, ENOSYS),
  always("listxattrat", 465, ENOSYS),
  always("removexattrat", 466, ENOSYS),

  // New namespaces and mounts.
  { call: "clone", number: 56, when: [anyBit(0, NEW_NAMESPACES)], errno: EPERM },
  { call: "unshare", number: 272, when: [anyBit(0, NEW_NAMESPACES | NEW_TIME_NAMESPACE)], errno: EPERM },
  always("clone3", 435, ENOSYS),
  always("setns", 308, EPERM),
  always("mount", 165, EPERM),
  always("umount2", 166, EPERM),
  always("pivot_root", 155, EPERM),
  always("chroot", 161, EPERM),
  always("open_tree", 428, EPERM),
  always("move_mount", 429, EPERM),
  always("fsopen", 430, EPERM),
  always("fsconfig", 431, EPERM),
  always("fsmount", 432, EPERM),
  always("fspick", 433, EPERM),
  always("mount_setattr", 442, EPERM),
  always("open_tree_attr", 467, EPERM),

  // What belongs to the host and no namespace holds back.
  always("syslog", 103, EPERM),
  always("add_key", 248, ENOSYS),
  always("request_key", 249, ENOSYS),
  always("keyctl", 250, ENOSYS),
  always("perf_event_open", 298, ENOSYS),
  always("bpf", 321, ENOSYS),
  always("userfaultfd", 323, ENOSYS),
  always("fanotify_init", 300, ENOSYS),
  always("name_to_handle_at", 303, EOPNOTSUPP),
  always("open_by_handle_at", 304, EPERM),
  {
    call: "socket",
    number: 41,
    when: [{ argument: 0, is: "none-of", values: [AF_UNIX!, AF_INET!, AF_INET6!, AF_NETLINK!] }],
    errno: EAFNOSUPPORT,
  },

  // Process 1 has the host's program, libraries and environment in its memory.
  { call: "ptrace", number: 101, when: [{ argument: 1, is: "one-of", values: [REAPER] }], errno: EPERM },
  { call: "process_vm_readv", number: 310, when: [{ argument: 0, is: "one-of", values: [REAPER] }], errno: EPERM },
  { call: "process_vm_writev", number: 311, when: [{ argument: 0, is: "one-of", values: [REAPER] }], errno: EPERM },
  always("pidfd_getfd", 438, EPERM),

  // What the executor has set and a step may not change back.
  always("sched_setaffinity", 203, EPERM),
  { call: "personality", number: 135, when: [{ argument: 0, is: "no-bit-of", bits: ADDR_NO_RANDOMIZE }], errno: EPERM },
  { call: "ioctl", number: 16, when: [{ argument: 1, is: "one-of", values: [TIOCSTI!, TIOCLINUX!] }], errno: EPERM },
];

function always(call: string, number: number, errno: number): Rule {
  return { call, number, when: [], errno };
}

function anyBit(argument: number, bits: number): Test {
  return { argument, is: "any-bit-of", bits };
}

/** Refused when the mode in this argument has a set-user or set-group bit. */
function settingIds(call: string, number: number, argument: number): Rule {
  return { call, number, when: [anyBit(argument, SET_ID_BITS)], errno: EPERM };
}
