# A dynamic program, linked as gcc does it and as rustc does. The object calls nothing but the C library.
set -eu
g++ -O2 -fPIC -shared -DTAKE=take_in_library -o libtake.so /repo/recipes/mimalloc/take.cc
g++ -O2 -fPIC -shared -DTAKE=take_in_plugin -o plugin.so /repo/recipes/mimalloc/take.cc
rustc="-pie -nodefaultlibs -Wl,--gc-sections -Wl,--as-needed -Wl,-z,relro,-z,now"
for flags in "" "$rustc"; do
  g++ -O2 -fPIE -DTAKE=take_in_program $flags -o check /repo/recipes/mimalloc/check.cc /repo/recipes/mimalloc/take.cc \
    -L. -ltake -Wl,-rpath,. -lstdc++ -lgcc_s -lc /lib/mimalloc.o
  [ "$(./check ./plugin.so)" = "all of it" ]
done
readelf -d check | grep -q 'NEEDED.*libc.so'
gcc -shared -nodefaultlibs -Wl,-z,defs -o alone.so /lib/mimalloc.o -lc
