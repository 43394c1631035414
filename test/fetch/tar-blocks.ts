// Writes tar archives block by block, well-formed or not, for the tests. Must never share code with the reader it
// tests.

export interface Written {
  readonly name: string | Buffer;
  readonly type?: string;
  readonly content?: string | Buffer;
  readonly target?: string;
  readonly mode?: number;
  /** What the header says when it lies about its content. */
  readonly size?: number;
  readonly prefix?: string;
  readonly magic?: string;
}

/** Header, content and padding of one entry. */
export function entry(written: Written): Buffer {
  const content = Buffer.from(written.content ?? "");
  const block = Buffer.alloc(512);
  Buffer.from(written.name).copy(block, 0, 0, 100);
  block.write(`${(written.mode ?? 0o644).toString(8).padStart(7, "0")}\0`, 100, "latin1");
  block.write("0000000\0", 108, "latin1");
  block.write("0000000\0", 116, "latin1");
  block.write(`${(written.size ?? content.length).toString(8).padStart(11, "0")}\0`, 124, "latin1");
  block.write("00000000000\0", 136, "latin1");
  block.write("        ", 148, "latin1");
  block.write(written.type ?? "0", 156, "latin1");
  block.write(written.target ?? "", 157, 100, "utf8");
  block.write(written.magic ?? "ustar\x0000", 257, "latin1");
  block.write(written.prefix ?? "", 345, 155, "utf8");
  const sum = block.reduce((a, b) => a + b, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return Buffer.concat([block, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

export function archive(...entries: readonly (Written | Buffer)[]): Buffer {
  return Buffer.concat([...entries.map((one) => (Buffer.isBuffer(one) ? one : entry(one))), Buffer.alloc(1024)]);
}

/** One record of a pax header. */
export function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (Buffer.byteLength(`${length}${rest}`) !== length) length++;
  return `${length}${rest}`;
}
