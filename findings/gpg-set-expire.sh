#!/bin/sh
# Prolonging a key with gpg makes sqv refuse the signatures that the key made before.
#
# `gpg --quick-set-expire` replaces the key's self-signature; the one that was valid when older signatures were made is
# no longer exported. RFC 9580, section 5.2.3.12, lets a later self-signature speak for the key, and gpg and gpgv go on
# accepting the old signatures. sqv 1.1.0 judges a signature by the self-signatures of its own time: it finds none, and
# says that the key was not valid then. So a maintainer who only moved an expiry date loses all earlier releases.
set -eu
command -v gpg >/dev/null || { echo "needs gpg"; exit 2; }
folder=$(mktemp -d)
trap 'gpgconf --homedir "$folder/gpg" --kill all; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q sqv=1.1.0-1+b5 libnettle8 libhogweed6 libgmp10 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
mkdir -m 700 gpg
export GNUPGHOME="$folder/gpg"
gpg() { command gpg --batch --quiet --passphrase '' --pinentry-mode loopback "$@" 2>/dev/null; }
gpg --faked-system-time 20200101T000000 --quick-gen-key 'A <a@example.org>' ed25519 sign 20300101T000000
echo release >message
gpg --faked-system-time 20210101T000000 --detach-sign message
gpg --export >before
fingerprint=$(gpg --list-keys --with-colons | awk -F: '$1 == "fpr" { print $10; exit }')
gpg --faked-system-time 20220101T000000 --quick-set-expire "$fingerprint" 20350101T000000
gpg --export >after
sqv() { LD_LIBRARY_PATH=$folder/usr/lib/x86_64-linux-gnu "$folder/usr/bin/sqv" "$@" >/dev/null 2>said && echo good || echo refused; }
seen="gpgv $(gpgv --keyring "$folder/after" message.sig message 2>/dev/null && echo good || echo refused)"
seen="$seen; sqv with the key as it was $(sqv --keyring before message.sig message)"
seen="$seen; sqv with the prolonged key $(sqv --keyring after message.sig message)"
echo "$seen"
cat said
[ "$seen" = "gpgv good; sqv with the key as it was good; sqv with the prolonged key refused" ]
