// crt1.c: from the kernel's jump to main, and the machine code that C cannot express.
//
// Two compilers build this library, and they pass arguments differently: cc1 on the stack, the first
// on top, in slots of 8 bytes; tinycc as the System V convention has it, in rdi, rsi, rdx, rcx.
// Results are in rax. Of the other registers, cc1's code relies on rsp and rbp, System V's on rbx
// and r12 to r15 as well.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv);

// _start: the kernel leaves argc on top of the stack, argv after it, and after its 0, environ.
// The address goes where both conventions look for a first argument.
__asm__(".globl _start\n"
        "_start: .byte 0x31, 0xED\n"            // xor ebp, ebp
        ".byte 0x48, 0x89, 0xE7\n"              // mov rdi, rsp
        ".byte 0x48, 0x83, 0xE4, 0xF0\n"        // and rsp, -16
        ".byte 0x57, 0x57\n"                    // push rdi; push rdi
        "call begin\n");

#ifdef __CC1__

__asm__(".globl system_call\n"
        "system_call:\n"
        ".byte 0x48, 0x8B, 0x44, 0x24, 0x08\n"  // mov rax, [rsp+8]
        ".byte 0x48, 0x8B, 0x7C, 0x24, 0x10\n"  // mov rdi, [rsp+16]
        ".byte 0x48, 0x8B, 0x74, 0x24, 0x18\n"  // mov rsi, [rsp+24]
        ".byte 0x48, 0x8B, 0x54, 0x24, 0x20\n"  // mov rdx, [rsp+32]
        ".byte 0x0F, 0x05, 0xC3\n"              // syscall; ret

        ".globl setjmp\n"
        "setjmp:\n"
        ".byte 0x48, 0x8B, 0x7C, 0x24, 0x08\n"  // mov rdi, [rsp+8]
        "jmp save_registers\n"

        ".globl longjmp\n"
        "longjmp:\n"
        ".byte 0x48, 0x8B, 0x7C, 0x24, 0x08\n"  // mov rdi, [rsp+8]
        ".byte 0x48, 0x8B, 0x74, 0x24, 0x10\n"  // mov rsi, [rsp+16]
        "jmp restore_registers\n");

#else

__asm__(".globl system_call\n"
        "system_call:\n"
        ".byte 0x48, 0x89, 0xF8\n"              // mov rax, rdi
        ".byte 0x48, 0x89, 0xF7\n"              // mov rdi, rsi
        ".byte 0x48, 0x89, 0xD6\n"              // mov rsi, rdx
        ".byte 0x48, 0x89, 0xCA\n"              // mov rdx, rcx
        ".byte 0x0F, 0x05, 0xC3\n"              // syscall; ret

        ".globl setjmp\n"
        "setjmp: jmp save_registers\n"

        ".globl longjmp\n"
        "longjmp: jmp restore_registers\n");

#endif

// A jmp_buf holds rbx, rbp, r12, r13, r14, r15, and rsp and rip as they are after setjmp's return.
__asm__("save_registers:\n"                     // in rdi: the jmp_buf
        ".byte 0x48, 0x89, 0x1F\n"              // mov [rdi], rbx
        ".byte 0x48, 0x89, 0x6F, 0x08\n"        // mov [rdi+8], rbp
        ".byte 0x4C, 0x89, 0x67, 0x10\n"        // mov [rdi+16], r12
        ".byte 0x4C, 0x89, 0x6F, 0x18\n"        // mov [rdi+24], r13
        ".byte 0x4C, 0x89, 0x77, 0x20\n"        // mov [rdi+32], r14
        ".byte 0x4C, 0x89, 0x7F, 0x28\n"        // mov [rdi+40], r15
        ".byte 0x48, 0x8D, 0x54, 0x24, 0x08\n"  // lea rdx, [rsp+8]
        ".byte 0x48, 0x89, 0x57, 0x30\n"        // mov [rdi+48], rdx
        ".byte 0x48, 0x8B, 0x14, 0x24\n"        // mov rdx, [rsp]
        ".byte 0x48, 0x89, 0x57, 0x38\n"        // mov [rdi+56], rdx
        ".byte 0x31, 0xC0, 0xC3\n"              // xor eax, eax; ret

        "restore_registers:\n"                  // in rdi: the jmp_buf; in esi: what setjmp returns
        ".byte 0x89, 0xF0\n"                    // mov eax, esi
        ".byte 0x85, 0xC0, 0x75, 0x02\n"        // test eax, eax; jne over the next
        ".byte 0xFF, 0xC0\n"                    // inc eax: setjmp never returns 0 this way
        ".byte 0x48, 0x8B, 0x1F\n"              // mov rbx, [rdi]
        ".byte 0x48, 0x8B, 0x6F, 0x08\n"        // mov rbp, [rdi+8]
        ".byte 0x4C, 0x8B, 0x67, 0x10\n"        // mov r12, [rdi+16]
        ".byte 0x4C, 0x8B, 0x6F, 0x18\n"        // mov r13, [rdi+24]
        ".byte 0x4C, 0x8B, 0x77, 0x20\n"        // mov r14, [rdi+32]
        ".byte 0x4C, 0x8B, 0x7F, 0x28\n"        // mov r15, [rdi+40]
        ".byte 0x48, 0x8B, 0x67, 0x30\n"        // mov rsp, [rdi+48]
        ".byte 0xFF, 0x67, 0x38\n");            // jmp [rdi+56]

void begin(long *stack)
{
  char **argv = (char **)(stack + 1);
  environ = argv + stack[0] + 1;
  exit(main(stack[0], argv));
}
