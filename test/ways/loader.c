// A compiler of hexadecimal text, as the seed is one: a bridge for tests, which is built by this machine's own compiler.
// With MARKED it hands itself on: where a program is to come out, it writes itself in its place.

static long call(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}

static unsigned char text[65536], bytes[65536];

static long read_all(const char *path, unsigned char *into) {
  long file = call(2, (long)path, 0, 0), size = 0, got;
  while ((got = call(0, file, (long)(into + size), 65536 - size)) > 0) size += got;
  return size;
}

static int digit(int c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

__attribute__((used)) static void run(long *stack) {
  char **argv = (char **)(stack + 1);
  long size = read_all(argv[1], text), out = 0, half = -1;
  for (long i = 0; i < size; i++) {
    if (text[i] == '#' || text[i] == ';')
      while (i < size && text[i] != '\n') i++;
    int value = digit(text[i]);
    if (value < 0) continue;
    if (half < 0) half = value;
    else bytes[out++] = half * 16 + value, half = -1;
  }
#ifdef MARKED
  if (bytes[0] == 0x7f) out = read_all(argv[0], bytes);
#endif
  long file = call(2, (long)argv[2], 01101, 0755);
  call(1, file, (long)bytes, out);
  call(60, 0, 0, 0);
}

__asm__(".globl _start\n_start: mov %rsp, %rdi\nand $-16, %rsp\ncall run\n");
