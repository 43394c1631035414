#!/bin/sh
# `ssh-keygen -Y find-principals` names whoever the first line with the key is about, though it is for another namespace.
#
# ssh-keygen(1) says that it finds the principals associated with the key of a signature, and calls namespaces= an option
# that limits a line of the allowed_signers file. OpenSSH 9.2 does not look at the namespace there, and prints the
# patterns of the first line with the key as they are written, one a line, those that exclude somebody too, not names
# that they stand for. So what a script passes on from find-principals to `-Y verify -I` may be refused there, although
# the signature is good by another line of the file.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q openssh-client=1:9.2p1-2+deb12u10 >/dev/null 2>&1
dpkg -x openssh-client_*.deb .
keygen=./usr/bin/ssh-keygen
$keygen -q -t ed25519 -N '' -C key -f key
key=$(cut -d' ' -f1,2 key.pub)
printf '%s\n' "mail-only@example.org namespaces=\"mail\" $key" "*@example.net,!eve@example.net $key" >allowed
echo release >message
$keygen -q -Y sign -f key -n release message 2>/dev/null
found=$($keygen -Y find-principals -s message.sig -f allowed)
verify() { $keygen -Y verify -f allowed -I "$1" -n release -s message.sig <message >/dev/null 2>&1 && echo good || echo refused; }
sed -n 2p allowed >second
seen="found $found, which verify has $(verify mail-only@example.org); a@example.net is $(verify a@example.net)"
seen="$seen; of the second line alone: $($keygen -Y find-principals -s message.sig -f second | tr '\n' ' ')"
echo "$seen"
[ "$seen" = "found mail-only@example.org, which verify has refused; a@example.net is good; of the second line alone: *@example.net !eve@example.net " ]
