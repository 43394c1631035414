// A small well-formed ELF64 file with named sections, for the tests.

/** Sections in order, each with its content; the headers come first, the section headers last. */
export function elfFile(sections: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const names = ["", ...Object.keys(sections), ".shstrtab"];
  const strings = Buffer.from(names.map((name) => `${name}\0`).join(""));
  const contents = [Buffer.alloc(0), ...Object.values(sections).map((content) => Buffer.from(content)), strings];
  const offsets: number[] = [];
  let at = 64 + 56;
  for (const content of contents) {
    offsets.push(at);
    at += content.length;
  }
  const header = Buffer.alloc(64);
  header.write("\x7fELF\x02\x01\x01", "latin1");
  header.writeBigUInt64LE(64n, 0x20);
  header.writeBigUInt64LE(BigInt(at), 0x28);
  header.writeUInt16LE(56, 0x36);
  header.writeUInt16LE(1, 0x38);
  header.writeUInt16LE(64, 0x3a);
  header.writeUInt16LE(contents.length, 0x3c);
  header.writeUInt16LE(contents.length - 1, 0x3e);
  const program = Buffer.alloc(56);
  program.writeBigUInt64LE(BigInt(64 + 56), 8);
  program.writeBigUInt64LE(BigInt(at - 120), 0x20);
  const headers = contents.map((content, index) => {
    const section = Buffer.alloc(64);
    section.writeUInt32LE(
      names.slice(0, index).reduce((sum, name) => sum + name.length + 1, 0),
      0,
    );
    section.writeUInt32LE(index === 0 ? 0 : 1, 4);
    section.writeBigUInt64LE(BigInt(offsets[index]!), 0x18);
    section.writeBigUInt64LE(BigInt(content.length), 0x20);
    return section;
  });
  return new Uint8Array(Buffer.concat([header, program, ...contents, ...headers]));
}
