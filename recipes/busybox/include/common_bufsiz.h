// common_bufsiz.h: what busybox's scripts/generate_BUFSIZ.sh makes when it is not told to measure a linked program (FEATURE_USE_BSS_TAIL): 1 KiB, in the bss.
enum { COMMON_BUFSIZE = 1024 };
extern char bb_common_bufsiz1[];
#define setup_common_bufsiz() ((void)0)
