// full.c: writes to a full device, and never looks whether that went well.
#include <stdio.h>

int main(void)
{
  FILE *file = fopen("/dev/full", "w");
  fputs("lost", file);
  fclose(file);
  return 0;
}
