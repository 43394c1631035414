/* Stands for eleven libraries that Debian's cargo and LLVM are linked to, and that nothing here has a use for: where
   cargo fetches nothing it needs no curl, libgit2, libssh2, OpenSSL or SQLite, and rustc needs no libxml2, libedit,
   libffi, Z3 or zstd in its LLVM. So these, and what they are linked to in turn, some 40 packages, are no part of the
   bridge. Here is what cargo calls all the same, and is told that there is nothing; and what must have an address. */
#include <stddef.h>

enum { GIT_ENOTFOUND = -3, SQLITE_CANTOPEN = 14 };

/* For pointers that may not be null. */
static char something;

int curl_global_init(long flags) { return 0; }
void *curl_multi_init(void) { return &something; }
int curl_multi_setopt(void *multi, int option, ...) { return 0; }
int curl_multi_cleanup(void *multi) { return 0; }

/* curl_version_info_data of curl/curl.h, as its first form is, without any feature. */
static const struct {
  int age;
  const char *version;
  unsigned number;
  const char *host;
  int features;
  const char *ssl;
  long ssl_number;
  const char *libz;
  const char *const *protocols;
} curl_version = {0, "0", 0, "", 0, NULL, 0, NULL, NULL};
const void *curl_version_info(int age) { return &curl_version; }

int OPENSSL_init_ssl(unsigned long options, const void *settings) { return 1; }

int libssh2_init(int flags) { return 0; }
void libssh2_exit(void) {}

int git_libgit2_init(void) { return 1; }
int git_libgit2_opts(int option, ...) { return 0; }
int git_config_open_default(void **config) { return GIT_ENOTFOUND; }
int git_repository_discover(void *found, const char *start, int across, const char *ceiling) { return GIT_ENOTFOUND; }
const void *git_error_last(void) { return NULL; }
void git_error_clear(void) {}

int sqlite3_threadsafe(void) { return 1; }
int sqlite3_libversion_number(void) { return 3040000; }
void *sqlite3_mutex_alloc(int kind) { return &something; }
void sqlite3_mutex_free(void *mutex) {}
int sqlite3_open_v2(const char *name, void **database, int flags, const char *system) { return SQLITE_CANTOPEN; }
const char *sqlite3_errstr(int code) { return "there is no SQLite here"; }

/* LLVM asks for functions of the other libraries when it calls them, and for these data when it starts. */
void (*xmlFree)(void *);
long ffi_type_void[3], ffi_type_pointer[3], ffi_type_float[3], ffi_type_double[3];
long ffi_type_sint8[3], ffi_type_sint16[3], ffi_type_sint32[3], ffi_type_sint64[3];
