#!/bin/sh
# Answers what builds against LLVM ask for: where it is, how it was compiled, and which libraries are to be linked, in
# order, for some components or for all. share/llvm/libraries has a line for each: its name, and the libraries that it
# calls, all of which stand above it. A component is a library's name in lower case.
set -eu
prefix=$(cd "$(dirname "$0")/.." && pwd)
prefix=${prefix%/}
cppflags="-I$prefix/include -D_GNU_SOURCE -D__STDC_CONSTANT_MACROS -D__STDC_FORMAT_MACROS -D__STDC_LIMIT_MACROS"

# The archives of components, each before what it calls. x86 and native are all that is of x86.
libraries() {
  awk -v wanted="$*" '
    { name[NR] = $1; calls[NR] = $0 }
    END {
      n = split(tolower(wanted), word, " ")
      for (i = 1; i <= n; i++) asked[word[i]]
      x86 = "x86" in asked || "native" in asked
      every = n == 0 || "all" in asked
      for (i = NR; i > 0; i--) {
        component = tolower(name[i])
        if (every || component in asked || x86 && name[i] ~ /^X86/ || name[i] in called) {
          m = split(calls[i], call, " ")
          for (j = 2; j <= m; j++) called[call[j]]
          printf "%s-lLLVM%s", separator, name[i]
          separator = " "
        }
        delete asked[component]
      }
      print ""
      for (c in asked) if (c != "x86" && c != "native" && c != "all") {
        print "llvm-config: there is no component " c >"/dev/stderr"
        exit 1
      }
    }' "$prefix/share/llvm/libraries"
}

libs=
system_libs=
components=
for argument; do
  case $argument in
    --version) echo 22.1.8 ;;
    --prefix) echo "${prefix:-/}" ;;
    --bindir) echo "$prefix/bin" ;;
    --includedir) echo "$prefix/include" ;;
    --libdir) echo "$prefix/lib" ;;
    --host-target) echo x86_64-unknown-linux-musl ;;
    --targets-built) echo X86 ;;
    --build-mode) echo Release ;;
    --assertion-mode) echo OFF ;;
    --has-rtti) echo NO ;;
    --shared-mode) echo static ;;
    --link-static) ;;
    --cppflags | --cflags) echo "$cppflags" ;;
    --cxxflags) echo "$cppflags -std=c++17 -fno-exceptions -funwind-tables -fno-rtti" ;;
    --ldflags) echo "-L$prefix/lib" ;;
    --components) awk '{ printf "%s ", tolower($1) } END { print "all native x86" }' "$prefix/share/llvm/libraries" ;;
    --libs) libs=yes ;;
    --system-libs) system_libs=yes ;;
    -*)
      echo "llvm-config: there is no option $argument" >&2
      exit 1 ;;
    *) components="$components $argument" ;;
  esac
done
[ -z "$libs" ] || libraries $components
# All that they call of the system is in the C library.
[ -z "$system_libs" ] || echo
