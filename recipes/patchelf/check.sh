# A program whose library is nowhere that it looks: it runs once it is told, and again after its interpreter has moved.
set -eu
mkdir near far
printf 'int answer(void) { return 42; }\n' >answer.c
printf 'int answer(void);\nint main(void) { return answer() != 42; }\n' >main.c
gcc -shared -fPIC -Wl,-soname,libanswer.so -o near/libanswer.so answer.c
gcc -o main main.c near/libanswer.so
if ./main 2>errors; then exit 1; fi
grep -q libanswer.so errors
patchelf --set-rpath "$PWD/near" main
./main
[ "$(patchelf --print-rpath main)" = "$PWD/near" ]

cp "$(patchelf --print-interpreter main)" far/a-name-that-is-longer-than-the-old-one-by-far.so
patchelf --set-interpreter "$PWD/far/a-name-that-is-longer-than-the-old-one-by-far.so" main
./main
readelf -l main | grep -q "interpreter: $PWD/far/"
patchelf --replace-needed libanswer.so libother.so main
mv near/libanswer.so near/libother.so
./main
[ "$(patchelf --print-needed main | head -n 1)" = libother.so ]
patchelf --set-soname libother.so near/libother.so
readelf -d near/libother.so | grep -q 'soname: \[libother.so\]'
