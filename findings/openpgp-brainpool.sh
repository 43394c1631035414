#!/bin/sh
# openpgp.js 6.3.2 cannot verify a good brainpool signature in Node: it looks for a package that it does not depend on.
#
# RFC 9580, section 9.2, lists brainpoolP256r1; gpg makes such keys. The library reads the key and the signature, allows
# the curve when rejectCurves is empty, and then fails with "Cannot find module 'eckey-utils'", which its package.json
# names among the development dependencies alone. The error comes where a wrong signature would be reported, so a caller
# that takes every error for "the signature is bad" accuses an honest signer. node:crypto verifies the same signature.
set -eu
command -v gpg >/dev/null || { echo "needs gpg"; exit 2; }
folder=$(mktemp -d)
trap 'gpgconf --homedir "$folder/gpg" --kill all; rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund openpgp@6.3.2 >/dev/null
mkdir -m 700 gpg
export GNUPGHOME="$folder/gpg"
gpg --batch --quiet --passphrase '' --quick-gen-key 'A <a@example.org>' brainpoolP256r1 sign never 2>/dev/null
echo hello >message
gpg --batch --quiet --detach-sign message
gpg --export >key
gpg --batch --quiet --verify message.sig message 2>/dev/null && echo "gpg: good"
cat >look.mjs <<'END'
import { readFileSync } from "node:fs";
import * as openpgp from "openpgp";
const [binaryKey, binarySignature, binary] = ["key", "message.sig", "message"].map((name) => readFileSync(name));
const { signatures } = await openpgp.verify({
  message: await openpgp.createMessage({ binary }),
  signature: await openpgp.readSignature({ binarySignature }),
  verificationKeys: await openpgp.readKey({ binaryKey }),
  config: { rejectCurves: new Set() },
});
console.log(await signatures[0].verified.catch((error) => error.message.split("\n")[0]));
END
seen=$(node look.mjs)
echo "openpgp.js 6.3.2: $seen"
case $seen in *"Cannot find module 'eckey-utils'"*) ;; *) exit 1 ;; esac
