// semaphore.h: for programs of one thread, which are all there are here. A semaphore is its count;
// to wait for one that is 0 would be to wait for ever, and fails instead.
#include <errno.h>

typedef unsigned sem_t;

#define sem_init(semaphore, shared, count) (*(semaphore) = (count), 0)
#define sem_wait(semaphore) (*(semaphore) ? (--*(semaphore), 0) : (errno = EDEADLK, -1))
#define sem_post(semaphore) (++*(semaphore), 0)
