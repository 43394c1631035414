#!/bin/sh
# `skopeo copy --preserve-digests --format v2s2` keeps the OCI manifest, and exits with 0.
#
# skopeo-copy(1): --format is the manifest type to use in the destination; --preserve-digests preserves the digests, and
# the copy fails if that cannot be done. An OCI manifest cannot become Docker's schema 2 with the same digest, so one
# expects the error, or the other format. skopeo 1.9.3 does neither: it copies the image as it is and says nothing.
# Without --preserve-digests the same command converts. Whoever gives both has to look at what was written.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q skopeo=1.9.3+ds1-1+b10 libgpgme11 libdevmapper1.02.1 libassuan0 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
skopeo() { LD_LIBRARY_PATH=$folder/usr/lib/x86_64-linux-gnu:$folder/lib/x86_64-linux-gnu HOME=$folder ./usr/bin/skopeo --insecure-policy --tmpdir "$folder" "$@"; }
mkdir -p in/blobs/sha256 files
echo hello >files/hello
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C files -cf layer hello
put() { digest=$(sha256sum "$1" | cut -d' ' -f1); size=$(stat -c %s "$1"); cp "$1" "in/blobs/sha256/$digest"; }
put layer
gzip -n layer
put layer.gz
layer="{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:$digest\",\"size\":$size}"
diff=$(gunzip -c layer.gz | sha256sum | cut -d' ' -f1)
printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"1970-01-01T00:00:00Z"}]}' "$diff" >config
put config
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[%s]}' "$digest" "$size" "$layer" >manifest
put manifest
printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"v1"}}]}' "$digest" "$size" >in/index.json
echo '{"imageLayoutVersion":"1.0.0"}' >in/oci-layout
type() { sed 's/.*"mediaType": *"\(application[^"]*manifest[^"]*\)".*/\1/' "$1/manifest.json" | grep -o 'oci.image.manifest\|docker.distribution.manifest.v2' | head -1; }
skopeo copy --quiet --format v2s2 oci:in:v1 dir:plain
skopeo copy --quiet --preserve-digests --format v2s2 oci:in:v1 dir:kept
seen="$(skopeo --version): --format v2s2 writes $(type plain); with --preserve-digests too $(type kept), exit 0"
echo "$seen"
[ "$seen" = "skopeo version 1.9.3: --format v2s2 writes docker.distribution.manifest.v2; with --preserve-digests too oci.image.manifest, exit 0" ]
