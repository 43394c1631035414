// memory.c: malloc and free.
//
// A block has a size of a power of two, and a header that says which. Free blocks of each size form
// a list; if that is empty, a new block is cut from the memory after the program, which the kernel
// extends on demand ("the break"). Blocks are never split or joined: a few lines, no long searches,
// and at most half of the memory is lost.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
  SYS_BRK = 12,
  HEADER = 16,                  // keeps blocks aligned as long doubles want it
  LEAST_POWER = 5, POWERS = 48, // blocks of 2^5 to 2^47 bytes, headers included
  STEP = 1048576                // asked of the kernel at a time, at least
};

struct block {
  long power;
  struct block *next;           // free block of the same size
};

static struct block *free_blocks[POWERS];
static char *unused;            // what the kernel gave and no block holds yet
static char *limit;

long system_call(long number, long first, long second, long third);

static struct block *new_block(long power)
{
  size_t size = (size_t)1 << power;
  struct block *block;
  char *wanted;
  if (unused == NULL) {
    unused = (char *)((system_call(SYS_BRK, 0, 0, 0) + HEADER - 1) & -HEADER);
    limit = unused;
  }
  if ((size_t)(limit - unused) < size) {
    wanted = unused + (size > STEP ? size : STEP);
    if ((char *)system_call(SYS_BRK, (long)wanted, 0, 0) != wanted)
      return NULL;
    limit = wanted;
  }
  block = (struct block *)unused;
  unused += size;
  block->power = power;
  return block;
}

void *malloc(size_t size)
{
  long power = LEAST_POWER;
  struct block *block;
  while (power < POWERS && ((size_t)1 << power) - HEADER < size)
    power++;
  block = power < POWERS ? free_blocks[power] : NULL;
  if (block)
    free_blocks[power] = block->next;
  else if (power < POWERS)
    block = new_block(power);
  if (block == NULL) {
    errno = ENOMEM;
    return NULL;
  }
  return (char *)block + HEADER;
}

static struct block *block_of(void *at)
{
  return (struct block *)((char *)at - HEADER);
}

void free(void *at)
{
  struct block *block;
  if (at == NULL)
    return;
  block = block_of(at);
  block->next = free_blocks[block->power];
  free_blocks[block->power] = block;
}

void *realloc(void *at, size_t size)
{
  size_t room;
  void *bigger;
  if (at == NULL)
    return malloc(size);
  room = ((size_t)1 << block_of(at)->power) - HEADER;
  if (size <= room)
    return at;
  bigger = malloc(size);
  if (bigger) {
    memcpy(bigger, at, room);
    free(at);
  }
  return bigger;
}
