// memory.c: random mallocs, reallocs and frees; every block keeps what was put in it.
#include <stdio.h>
#include <stdlib.h>

enum { BLOCKS = 500, STEPS = 20000 };

static unsigned state = 1;

static unsigned below(unsigned limit)
{
  state = state * 1103515245 + 12345;
  return (state >> 8) % limit;
}

static unsigned char *blocks[BLOCKS];
static unsigned sizes[BLOCKS];

static void fill(int i)
{
  unsigned j;
  for (j = 0; j < sizes[i]; j++)
    blocks[i][j] = i + j;
}

static int holds(int i, unsigned size)
{
  unsigned j;
  for (j = 0; j < size; j++)
    if (blocks[i][j] != (unsigned char)(i + j))
      return 0;
  return 1;
}

int main(void)
{
  int step, i, bad = 0;
  unsigned size;
  void *block;
  for (step = 0; step < STEPS; step++) {
    i = below(BLOCKS);
    bad += !holds(i, sizes[i]);
    size = below(below(50) ? 300 : 100000);
    if (below(3) == 0) {
      free(blocks[i]);
      blocks[i] = NULL;
      size = 0;
    } else if (below(2)) {
      blocks[i] = realloc(blocks[i], size);
      bad += !holds(i, size < sizes[i] ? size : sizes[i]);
    } else {
      free(blocks[i]);
      blocks[i] = malloc(size);
    }
    bad += (unsigned long)blocks[i] % 16 != 0;
    sizes[i] = size;
    fill(i);
  }
  block = malloc((size_t)1 << 62);
  printf("%d bad, too large: %d\n", bad, block == NULL);
  return 0;
}
