// errno.h: why the last call failed; the numbers are the kernel's.
extern int errno;

#define EINTR 4
#define ENOMEM 12
#define EINVAL 22
#define ERANGE 34
#define EDEADLK 35
#define ENOSYS 38
