# A dynamic program, linked as the linker is by default and as rustc asks it to.
set -eu
g++ -O2 -fPIC -shared -DTAKE=take_in_library -o libtake.so /repo/recipes/mimalloc/take.cc
g++ -O2 -fPIC -shared -DTAKE=take_in_plugin -o plugin.so /repo/recipes/mimalloc/take.cc
for flags in "" "-pie -Wl,--gc-sections -Wl,--as-needed -Wl,-z,relro,-z,now"; do
  g++ -O2 -fPIE -DTAKE=take_in_program $flags -o check /repo/recipes/mimalloc/check.cc /repo/recipes/mimalloc/take.cc \
    -L. -ltake -Wl,-rpath,. /lib/mimalloc.o
  [ "$(./check ./plugin.so)" = "all of it" ]
done
readelf -d check | grep -q 'NEEDED.*libc.so'
