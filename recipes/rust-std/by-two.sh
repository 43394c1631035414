#!/bin/sh -eu
# Called as rustc by cargo, where the compiler that the library is for has no library yet: that one compiles the library,
# and the bridge what cargo runs meanwhile.
case " $* " in
*" --target "* | *" -vV "*) exec /opt/rust/bin/rustc "$@" ;;
*) exec /opt/rust-bridge/bin/rustc -Clinker=/opt/rust-bridge/bin/link-host "$@" ;;
esac
