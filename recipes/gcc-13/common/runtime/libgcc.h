// What configure would find out for libgcc: the GNU assembler and this very compiler.
#define AS_HIDDEN_DIRECTIVE .hidden
#define HAVE_AS_AVX 1
#define HAVE_INIT_PRIORITY 1
#define HAVE_GETIPINFO 1
