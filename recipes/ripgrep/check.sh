# Searching as people do, in a small tree.
set -eu
mkdir -p tree/.hidden tree/deep/deeper
printf 'one\ntwo\nthree\n' >tree/numbers
printf 'zwei\n\303\274ber zwei\n' >tree/deep/deeper/zahlen
printf 'two\000binary\n' >tree/binary
printf 'two\n' >tree/.hidden/two
printf '*.log\n' >tree/.ignore
printf 'two\n' >tree/x.log
[ "$(rg --sort path two tree)" = "tree/numbers:two" ]
[ "$(rg -c 'z.?wei$' tree/deep)" = "tree/deep/deeper/zahlen:2" ]
[ "$(rg -o --no-filename '\p{L}ber' tree)" = "$(printf '\303\274ber')" ]
[ "$(rg --text -l two tree/binary)" = tree/binary ]
[ "$(rg --hidden --no-ignore -l --sort path two tree | tr '\n' ' ')" = "tree/.hidden/two tree/numbers tree/x.log " ]
[ "$(rg --json two tree/numbers | grep -c '"type":"match"')" = 1 ]
[ "$(rg -U 'one\ntwo' --replace X tree/numbers)" = "X" ]
if rg -q nothing-of-this tree; then exit 1; fi
rg --version | grep -q '^ripgrep 15.2.0'
if readelf -d /bin/rg | grep -q NEEDED; then exit 1; fi
