#!/bin/sh -eu
# Called as rustc by cargo, where the compiler that the library is for has none yet, or that of another compiler. It
# compiles the library, and sees no other; $MEANWHILE compiles what cargo runs meanwhile, for musl as well. Its version
# nobody is told: build scripts ask for it too, to choose what of a crate is compiled.
musl=x86_64-unknown-linux-musl
case " $* " in
*" --target "*) exec /opt/rust/bin/rustc --sysroot /work/no-library "$@" ;;
*" -vV "* | *" --version "*) exec /opt/rust/bin/rustc "$@" ;;
*) exec "$MEANWHILE" --target $musl -Clink-self-contained=no -Crelocation-model=static "$@" ;;
esac
