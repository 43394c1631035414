#!/bin/sh
# openpgp.js 6.3.2 answers a question about the past differently once it was asked about the present.
#
# A user ID that was withdrawn in 2022 was the key's primary one in 2021, and getPrimaryUser(2021) says so. But asking
# about now notes `.revoked` on the certification itself, which the key object keeps, and from then on the answer about
# 2021 is another user ID. Whoever judges signatures of several dates has to read the key again for each question.
set -eu
command -v gpg >/dev/null || { echo "needs gpg"; exit 2; }
folder=$(mktemp -d)
trap 'gpgconf --homedir "$folder/gpg" --kill all; rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund openpgp@6.3.2 >/dev/null
mkdir -m 700 gpg
export GNUPGHOME="$folder/gpg"
gpg() { command gpg --batch --quiet --passphrase '' --pinentry-mode loopback "$@" 2>/dev/null; }
gpg --faked-system-time 20200101T000000 --quick-gen-key 'A <a@example.org>' ed25519 sign never
gpg --faked-system-time 20200201T000000 --quick-add-uid a@example.org 'B <b@example.org>'
gpg --faked-system-time 20220101T000000 --quick-revoke-uid b@example.org 'B <b@example.org>'
gpg --export >key
cat >look.mjs <<'END'
import { readFileSync } from "node:fs";
import { readKey } from "openpgp";
const key = await readKey({ binaryKey: readFileSync("key") });
const primary = async (date) => (await key.getPrimaryUser(date)).user.userID.userID;
const then = new Date("2021-06-01");
console.log([await primary(then), await primary(new Date()), await primary(then)].join(", "));
END
seen=$(node look.mjs)
echo "primary user ID asked about 2021, about now, about 2021: $seen"
[ "$seen" = "B <b@example.org>, A <a@example.org>, A <a@example.org>" ]
