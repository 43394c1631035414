/* runtime.c: what the programs in this directory call. Under cc1 it is all there is; under gcc,
   the oracle, it stands on the C library's write. */
#ifdef __CC1__
__asm__("_start: .byte 0x31, 0xED, 0x48, 0x89, 0xE0, 0x50; call begin\n"
        /* mov rax, [rsp+8]; rdi, [rsp+16]; rsi, [rsp+24]; rdx, [rsp+32]; syscall; ret */
        "system_call: .byte 0x48, 0x8B, 0x44, 0x24, 0x08, 0x48, 0x8B, 0x7C, 0x24, 0x10\n"
        ".byte 0x48, 0x8B, 0x74, 0x24, 0x18, 0x48, 0x8B, 0x54, 0x24, 0x20, 0x0F, 0x05, 0xC3\n"
        /* rbp, rsp and the return address */
        "setjmp: .byte 0x48, 0x8B, 0x44, 0x24, 0x08, 0x48, 0x89, 0x28, 0x48, 0x8D, 0x4C, 0x24\n"
        ".byte 0x08, 0x48, 0x89, 0x48, 0x08, 0x48, 0x8B, 0x0C, 0x24, 0x48, 0x89, 0x48, 0x10\n"
        ".byte 0x31, 0xC0, 0xC3\n"
        "longjmp: .byte 0x48, 0x8B, 0x4C, 0x24, 0x08, 0x48, 0x63, 0x44, 0x24, 0x10, 0x85, 0xC0\n"
        ".byte 0x75, 0x05, 0xB8, 1, 0, 0, 0, 0x48, 0x8B, 0x29, 0x48, 0x8B, 0x61, 0x08\n"
        ".byte 0xFF, 0x61, 0x10\n");
long system_call(long number, long a, long b, long c);
int main(int argc, char **argv);
void begin(long *stack)
{
  system_call(60, main((int)stack[0], (char **)(stack + 1)), 0, 0);
}
#define put(text, length) system_call(1, 1, (long)(text), length)
#else
long write(int file, const void *bytes, unsigned long length);
#define put(text, length) (void)!write(1, text, length)
#endif

void prints(const char *text)
{
  const char *end = text;
  while (*end)
    end++;
  put(text, end - text);
  put("\n", 1);
}

void printx(unsigned long value)
{
  char digits[17];
  int at = 16;
  digits[16] = '\n';
  do {
    digits[--at] = "0123456789ABCDEF"[value & 15];
    value >>= 4;
  } while (value);
  put(digits + at, 17 - at);
}

void print(long value)
{
  char digits[24];
  int at = 23;
  unsigned long left = value < 0 ? -(unsigned long)value : value;
  digits[23] = '\n';
  do {
    digits[--at] = '0' + left % 10;
    left /= 10;
  } while (left);
  if (value < 0)
    digits[--at] = '-';
  put(digits + at, 24 - at);
}
