#include "run.h"
#define GREETING "hi"
#define ONE 1
static int mine = 10;
int filled;                     /* units/second.c gives it its value */
int never_filled[3];
int of_second(int n);
extern int filled;
int main(void)
{
  prints(GREETING);
  print(ONE);
  print(mine);
  print(of_second(mine));
  print(filled);
  print(never_filled[2] + 3);
  return 0;
}
