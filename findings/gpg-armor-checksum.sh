#!/bin/sh
# gpg 2.2 cannot read one key in three that is armored without a checksum.
#
# RFC 9580, section 6.1, calls the checksum at the end of an armored block optional and advises against it; RFC 4880,
# section 6.2, let it be left out too. gpg 2.2 finds the end of the data by the "=" of the base64 padding or of the
# checksum: a key whose length three divides has neither, the line "-----END" is taken for data ("invalid radix64
# character 2D skipped"), and no key is read. Whether a key can be imported then depends on the length of its user ID.
set -eu
command -v gpg >/dev/null || { echo "needs gpg"; exit 2; }
folder=$(mktemp -d)
trap 'gpgconf --homedir "$folder" --kill all; rm -rf "$folder"' EXIT
cd "$folder"
export GNUPGHOME="$folder"
gpg() { command gpg --batch --quiet --passphrase '' --pinentry-mode loopback "$@" 2>/dev/null; }
version=$(gpg --version | sed -n '1s/.* //p')
seen=
for user in 'Ann A.' 'Anna A.' 'Annie A.' 'Hannah A.' 'Susanna A.' 'Marianne A.'; do
  gpg --quick-gen-key "$user" ed25519 sign never
  gpg --export "=$user" >key
  { echo '-----BEGIN PGP PUBLIC KEY BLOCK-----'; echo; base64 -w 64 key; echo '-----END PGP PUBLIC KEY BLOCK-----'; } >key.asc
  padding=$(base64 -w 0 key | tr -cd = | wc -c)
  seen="$seen padding of $padding: $(gpg --show-keys --with-colons key.asc | sed -n '/^pub/p' | wc -l) key;"
done
seen=$(echo "$seen" | tr ';' '\n' | sed 's/^ *//' | sort -u | sed '/^$/d')
echo "gpg $version"
echo "$seen"
[ "$seen" = "padding of 0: 0 key
padding of 1: 1 key
padding of 2: 1 key" ]
