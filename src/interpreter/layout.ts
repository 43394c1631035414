// Where what a process consists of lies in the one array of bytes that holds it all: the registers, what may be done with
// each page, and the program's own memory. Whatever executes instructions, in whichever way, works on these same bytes.

/** Bytes of a page, as Linux on amd64 has them. */
export const PAGE = 4096;
/** Rounded up to whole pages. */
export const wholePages = (bytes: number): number => Math.ceil(bytes / PAGE) * PAGE;

/** All addresses of a program are below this: 512 MiB. */
export const ADDRESSES = 0x2000_0000;

/** The sixteen general registers, eight bytes each, in the order of their numbers. */
export const REGISTERS = 0;
/** The address of the next instruction, eight bytes. */
export const RIP = 0x80;
/** The status flags, four bytes, at their places in RFLAGS. */
export const FLAGS = 0x88;
/** How many instructions were executed, eight bytes. */
export const COUNT = 0x98;
/** How many more instructions compiled code may execute before it gives control back, four bytes, signed. */
export const FUEL = 0xa0;
/** The sixteen xmm registers, sixteen bytes each. */
export const XMM = 0x100;

/** What may be done with each page: a byte a page. */
export const PERMISSIONS = 0x1_0000;
/**
 * For compiled code: where the code of an address is. Sixteen bytes an entry: the address, the function's number in the
 * table, the block's in the function, four bytes each; the entry's number is the address's last bits.
 */
export const DISPATCH = 0x10_0000;
export const DISPATCH_ENTRIES = 0x4_0000;

/** The program's address 0. */
export const PROGRAM = 0x60_0000;
