// version.h: what musl's own Makefile makes of its file VERSION.
#define VERSION "1.2.5"
