/* What byacc asks of its surroundings: musl has these functions. */
#define HAVE_FCNTL_H 1
#define HAVE_GETOPT 1
#define HAVE_GETOPT_HEADER 1
#define HAVE_GETOPT_H 1
#define HAVE_MKSTEMP 1
#define HAVE_VSNPRINTF 1

/* Parsers have tables of short numbers, and no grammar needs more. */
#define MAXTABLE 32500
