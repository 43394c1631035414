/* self-start.c: program start and system calls for a cc1 that cc1 itself compiles. */
__asm__("_start: .byte 0x31, 0xED, 0x48, 0x89, 0xE0, 0x50; call begin\n"
        /* mov rax, [rsp+8]; rdi, [rsp+16]; rsi, [rsp+24]; rdx, [rsp+32]; syscall; ret */
        "syscall: .byte 0x48, 0x8B, 0x44, 0x24, 0x08, 0x48, 0x8B, 0x7C, 0x24, 0x10\n"
        ".byte 0x48, 0x8B, 0x74, 0x24, 0x18, 0x48, 0x8B, 0x54, 0x24, 0x20, 0x0F, 0x05, 0xC3\n");
long syscall(long number, long a, long b, long c);
long cc1_main(long argc, char **argv);
void begin(long *stack)
{
  syscall(60, cc1_main(stack[0], (char **)(stack + 1)), 0, 0);
}
