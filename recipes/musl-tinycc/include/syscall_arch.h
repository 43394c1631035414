// syscall_arch.h: stands before musl's own for x86_64, and replaces three functions of it: tinycc cannot bind a variable to a register
// of its own, so the fourth to sixth arguments are moved there from memory. Not needed by other compilers.
#define __syscall4 unused_syscall4
#define __syscall5 unused_syscall5
#define __syscall6 unused_syscall6
#include_next <syscall_arch.h>
#undef __syscall4
#undef __syscall5
#undef __syscall6

static __inline long __syscall4(long n, long a1, long a2, long a3, long a4)
{
  unsigned long ret;
  __asm__ __volatile__ ("mov %5, %%r10\n\tsyscall"
    : "=a"(ret) : "a"(n), "D"(a1), "S"(a2), "d"(a3), "m"(a4) : "rcx", "r10", "r11", "memory");
  return ret;
}

static __inline long __syscall5(long n, long a1, long a2, long a3, long a4, long a5)
{
  unsigned long ret;
  __asm__ __volatile__ ("mov %5, %%r10\n\tmov %6, %%r8\n\tsyscall"
    : "=a"(ret) : "a"(n), "D"(a1), "S"(a2), "d"(a3), "m"(a4), "m"(a5) : "rcx", "r8", "r10", "r11", "memory");
  return ret;
}

static __inline long __syscall6(long n, long a1, long a2, long a3, long a4, long a5, long a6)
{
  unsigned long ret;
  __asm__ __volatile__ ("mov %5, %%r10\n\tmov %6, %%r8\n\tmov %7, %%r9\n\tsyscall"
    : "=a"(ret) : "a"(n), "D"(a1), "S"(a2), "d"(a3), "m"(a4), "m"(a5), "m"(a6)
    : "rcx", "r8", "r9", "r10", "r11", "memory");
  return ret;
}
