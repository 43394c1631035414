# sigsetjmp.s: stands in place of musl's src/signal/x86_64/sigsetjmp.s, which calls setjmp@PLT: tinycc's assembler does
# not know @PLT, and in a static program it means nothing. Not needed by other compilers.
#
# sigsetjmp(rdi = buffer, esi = whether to keep the signal mask). After the registers that setjmp keeps, the buffer has
# room for the return address (64), the mask, and the caller's rbx (80): to come back a second time, the stack must not
# be needed.
.global sigsetjmp
.global __sigsetjmp
.type sigsetjmp,@function
.type __sigsetjmp,@function
sigsetjmp:
__sigsetjmp:
	test %esi, %esi
	jz setjmp
	popq 64(%rdi)
	mov %rbx, 80(%rdi)
	mov %rdi, %rbx
	call setjmp
	pushq 64(%rbx)
	mov %rbx, %rdi
	mov %eax, %esi
	mov 80(%rbx), %rbx
.hidden __sigsetjmp_tail
	jmp __sigsetjmp_tail
