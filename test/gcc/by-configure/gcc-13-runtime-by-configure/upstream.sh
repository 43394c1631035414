# After the recipe's step `runtime`: builds libgcc and libstdc++ once more, by upstream's own configure, with the same
# compiler and flags. /out/ours and /out/theirs then have what each makes.
# usage: upstream.sh SHARED   with SHARED as configure's option for shared libraries
set -eu
shared=$1
platform=x86_64-unknown-linux-musl
xgcc="/work/./gcc/xgcc -B/work/./gcc/ -B/$platform/bin/ -B/$platform/lib/ -isystem /$platform/include"
xgcc="$xgcc -isystem /$platform/sys-include"
export PATH=/bin SHELL=/bin/sh CONFIG_SHELL=/bin/sh
# The debugging information in libgcc has the directory of its objects.
mv /work/$platform /work/ours-built
rm -rf /out/bin /out/libexec /out/lib/gcc/*/*/include-fixed
mkdir /work/ours /work/theirs
mv /out/include /out/lib /work/ours/

# Upstream's compiler hands its target's flags on to libgcc; ours was built with none.
grep -q '^GCC_CFLAGS *= *-O2' /work/gcc/libgcc.mvars || sed -i 's/^GCC_CFLAGS *= */&-O2 /' /work/gcc/libgcc.mvars
grep -q '^GCC_CFLAGS *= *-O2' /work/gcc/libgcc.mvars

# usage: build LIBRARY; what more it is configured with is in the environment
build() {
  mkdir -p "/work/$platform/$1"
  cd "/work/$platform/$1"
  sh "/src/gcc/$1/configure" --srcdir="/src/gcc/$1" --prefix= --build=$platform --host=$platform --target=$platform \
    --with-target-subdir=$platform --disable-multilib --disable-nls "$shared" --disable-decimal-float --disable-gcov \
    --disable-libstdcxx-pch CFLAGS=-O2 CXXFLAGS="-O2 -D_GNU_SOURCE"
  make -j "$JOBS" MAKEINFO=true
  make install DESTDIR=/work/theirs MAKEINFO=true
}
export CC="$xgcc"
build libgcc
built=/work/$platform/libstdc++-v3
export CXX="$xgcc -shared-libgcc -nostdinc++ -L$built/src -L$built/src/.libs -L$built/libsupc++/.libs"
build libstdc++-v3

# As the recipe has it: one directory for libraries, nothing of libtool, gdb and translations.
cd /work/theirs
if [ -d lib64 ]; then
  mv lib64/* lib/
  rmdir lib64
fi
rm -rf lib/*.la lib/*-gdb.py share
mkdir -p /out/ours /out/theirs
cp -R /work/ours/. /out/ours/
cp -R /work/theirs/. /out/theirs/

