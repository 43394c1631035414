// assert.h: no guard, as each inclusion looks at NDEBUG anew.
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) ((condition) ? (void)0 : assertion_failed(#condition, __FILE__, __LINE__))
#endif

void assertion_failed(const char *condition, const char *file, int line);
