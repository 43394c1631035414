/* run.h: what runtime.c offers; and variable arguments for both calling conventions. */
void prints(const char *text);
void print(long value);
void printx(unsigned long value);
#ifdef __CC1__
typedef char *va_list;
#define va_start(list, last) ((list) = (char *)&(last) + ((sizeof(last) + 7) & -8L))
#define va_arg(list, type) (*(type *)(((list) += ((sizeof(type) + 7) & -8L)) \
                                      - ((sizeof(type) + 7) & -8L)))
#define va_end(list) ((void)0)
typedef long jmp_buf[3];
int setjmp(jmp_buf);
void longjmp(jmp_buf, int);
#else
#include <stdarg.h>
#include <setjmp.h>
#endif
