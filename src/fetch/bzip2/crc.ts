// The checksum of bzip2: CRC-32 with the polynomial 0x04C11DB7, the highest bit first. Must never be mixed up with
// zlib's, which takes the bits of each byte the other way round.

/** table[k * 256 + b]: what byte b does to the sum when k bytes follow it. */
const table = new Uint32Array(4 * 256);
for (let byte = 0; byte < 256; byte++) {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  table[byte] = sum;
}
for (let i = 256; i < table.length; i++) {
  const before = table[i - 256]!;
  table[i] = (before << 8) ^ table[before >>> 24]!;
}

/** Goes on from a sum over more bytes. A sum starts as 0xFFFFFFFF and is inverted at the end. */
export function crcOf(bytes: Uint8Array, sum: number): number {
  let i = 0;
  for (const end = bytes.length - 3; i < end; i += 4) {
    sum ^= (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    sum =
      table[768 + (sum >>> 24)]! ^
      table[512 + ((sum >>> 16) & 0xff)]! ^
      table[256 + ((sum >>> 8) & 0xff)]! ^
      table[sum & 0xff]!;
  }
  for (; i < bytes.length; i++) sum = (sum << 8) ^ table[(sum >>> 24) ^ bytes[i]!]!;
  return sum;
}
