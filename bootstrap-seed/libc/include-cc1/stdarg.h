// stdarg.h: arguments without a name, as cc1 passes them: on the stack, in slots of 8 bytes.
#ifndef STDARG_H
#define STDARG_H

typedef char *va_list;

// The bytes that an argument takes: its size, rounded up to whole slots.
#define va_slots(type) ((sizeof(type) + 7) & -8L)

#define va_start(list, last) ((list) = (char *)&(last) + va_slots(last))
#define va_arg(list, type) (*(type *)(((list) += va_slots(type)) - va_slots(type)))
#define va_copy(to, from) ((to) = (from))
#define va_end(list) ((void)0)

#endif
