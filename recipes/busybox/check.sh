# check.sh: a script of the kind that configure scripts are, which says which answer is wrong.
failures=0
is() {
  if [ "$2" != "$3" ]; then
    echo "check: $1: \"$2\", not \"$3\""
    failures=$((failures + 1))
  fi
}
cd /tmp
printf '%s\n' one two three four >lines

is 'pipe' "$(cat lines | sed -n '2,3p' | tr a-z A-Z | tail -n 1)" THREE
is 'sed' "$(echo 'a/b/c.x' | sed -e 's,/,_,g;s/\.\([a-z]*\)$/-\1/' -e t -e d)" a_b_c-x
is 'sed, many lines' "$(sed -e :a -e '$!N;s/\n/+/;ta' lines)" one+two+three+four
is 'awk' "$(awk 'BEGIN { FS = "e" } { n[NF]++; s += length($0) } END { for (i = 1; i <= 3; i++) printf "%d:%d ", i, n[i]; print s, sqrt(2) }' lines)" \
  '1:2 2:1 3:1 15 1.41421'
is 'grep' "$(grep -c '^t.*[eo]$' lines) $(grep -E 'one|four' lines | wc -l | tr -d ' ')" '2 2'
is 'sort' "$(sort -r lines | tr '\n' ' ')" 'two three one four '
is 'sort -u, uniq' "$(printf '3\n1\n2\n1\n' | sort -n | uniq -d)$(printf 'b\na\nb\n' | sort -u | tr -d '\n')" 1ab
is 'expr' "$(expr abc : 'a\(.*\)') $(expr 6 \* 7)" 'bc 42'
is 'here document' "$(cat <<END
$((2 + 3 * 4)) ${nothing:-empty} ${PWD##*/}
END
)" '14 empty tmp'
is 'case' "$(case x86_64-linux in *-*-*) echo 3;; x86_64-*) echo 2;; esac)" 2
is 'IFS' "$(IFS=:; set -- $(echo a:b:c); echo $# $2)" '3 b'
is 'trap, subshell' "$( (trap 'echo end' 0; exit 3) || echo $?)" "end
3"
is 'background' "$( (sleep 0; exit 5) & wait $! || echo $?)" 5
is 'eval, functions' "$(eval 'twice() { echo $1$1; }'; twice ab)" abab
is 'while read' "$(while read -r a; do case $a in t*) printf %s. "$a"; esac; done <lines)" two.three.
mkdir -p tree/a/b
echo text >tree/a/b/file
ln -s b tree/a/link
is 'find' "$(find tree -type f -name 'f*' | xargs basename)" file
is 'find -exec' "$(find tree -type f -exec cat {} +)" text
is 'link' "$(readlink tree/a/link) $(cat tree/a/link/file)" 'b text'
cp -R tree copied
echo changed >copied/a/b/file
is 'diff' "$(diff -r tree copied | tail -n 1)" +changed
cp -p tree/a/b/file old
diff -u old copied/a/b/file >change
patch old <change >/dev/null
is 'patch' "$(cmp old copied/a/b/file && cat old)" changed
install -m 644 lines installed
touch -t 200001010000 installed
is 'newer' "$([ lines -nt installed ] && ls -l installed | cut -c1-10)" -rw-r--r--
is 'od' "$(printf 'a\0b' | od -An -c | tr -s ' ')" ' a \0 b'
is 'dirname' "$(dirname /a/b/c) $(basename /a/b/c.o .o)" '/a/b c'
is 'date' "$(date -u -d @0 +%Y-%m-%d)" 1970-01-01
is 'uname' "$(uname -s) $(uname -m)" 'Linux x86_64'
is 'tee' "$(echo twice | tee one)$(cat one)" twicetwice
is 'command' "$(command -v sed) $(command -v nothing || echo none)" '/bin/sed none'
is 'test' "$(test -x /bin/sh -a ! -d lines && [ 10 -gt 9 ] && echo yes)" yes
is 'env' "$(env -i A=1 /bin/sh -c 'echo $A$B')" 1
is 'exit code' "$(false || echo $?)" 1
rm -rf tree copied
is 'rm' "$(ls -d tree copied 2>/dev/null)" ''
echo "check: $failures wrong"
exit "$failures"
