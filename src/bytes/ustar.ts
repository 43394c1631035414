// A header block of a tar archive as it is written: POSIX.1-2008, "ustar Interchange Format", owner 0. Must never put
// anything of this machine into it.

export const TAR_BLOCK = 512;

/** The most bytes of a name or a link's target; what is longer is cut. */
export const LONGEST_TAR_FIELD = 100;

export interface TarHeader {
  readonly name: string | Uint8Array;
  /** What stands before the name and a "/", at most 155 bytes; absent for nothing. */
  readonly prefix?: Uint8Array;
  readonly mode: number;
  readonly size: number;
  /** "0" a file, "2" a link, "5" a directory, "x" a pax header. */
  readonly type: string;
  readonly target: string;
  /** Seconds since 1970. */
  readonly time: number;
}

/** One line a field. */
export function tarHeader({ name, prefix, mode, size, type, target, time }: TarHeader): Buffer {
  const bytes = Buffer.alloc(TAR_BLOCK);
  bytes.set(Buffer.from(name).subarray(0, LONGEST_TAR_FIELD), 0); // name
  bytes.write(octalField(mode, 7), 100); // mode
  bytes.write(octalField(0, 7), 108); // uid
  bytes.write(octalField(0, 7), 116); // gid
  bytes.write(octalField(size, 11), 124); // size
  bytes.write(octalField(time, 11), 136); // mtime
  bytes.write(" ".repeat(8), 148); // chksum, spaces while it is summed
  bytes.write(type, 156); // typeflag
  bytes.set(Buffer.from(target).subarray(0, LONGEST_TAR_FIELD), 157); // linkname
  bytes.write("ustar\0", 257); // magic
  bytes.write("00", 263); // version
  bytes.write(octalField(0, 7), 329); // devmajor
  bytes.write(octalField(0, 7), 337); // devminor
  if (prefix !== undefined) bytes.set(prefix, 345); // prefix
  let sum = 0;
  for (let i = 0; i < TAR_BLOCK; i++) sum += bytes[i]!;
  bytes.write(`${octalField(sum, 6)}\0 `, 148);
  return bytes;
}

/** The zeros after a file's content. */
export function tarPadding(size: number): Uint8Array {
  return Buffer.alloc((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK);
}

const octalField = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");
