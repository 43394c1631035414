// prelude.c: makes the C0 sources of cc1 acceptable to gcc. It goes in front of them.
long syscall(long number, ...);
long cc1_main(long argc, char **argv);

int main(int argc, char **argv)
{
  return (int)cc1_main(argc, argv);
}

#define main cc1_main
