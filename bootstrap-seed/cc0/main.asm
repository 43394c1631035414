; main.asm: the run of cc0 from its arguments to its output file. It must never write anything
; before the last source is compiled.
;
; cc0 OUTPUT SOURCE... reads C0 (see NOTES.md) once, from left to right, and emits machine code
; while it parses: no tree, no second pass. Registers that mean the same in every file:
;
;   r12  the source, behind the current token      rbx  \
;   r13  the output, where the next byte goes      r14   > the operand in hand: number, type, place
;   rbp  the current token                         r15  /  (see operand.asm)
;
; All others are scratch: any routine may change them. Headers say what goes in and comes out.

SOURCES_LIMIT = 4*1024*1024             ; bytes of all sources
SOURCE_LIMIT = 255                      ; number of sources
STACK_LIMIT = 1024*1024                 ; bytes of our stack that nested constructs may take

SYS_READ = 0
SYS_WRITE = 1
SYS_OPEN = 2
SYS_CLOSE = 3
SYS_EXIT = 60
SYS_UNLINK = 87
SYS_FCHMOD = 91

reserve arguments, 8                    ; argv
reserve stack_end, 8                    ; rsp must stay above this
reserve sources, SOURCES_LIMIT          ; all sources, each with "\n" and NUL behind it
reserve source_start, SOURCE_LIMIT*8+16 ; where each source starts, and the last one ends

_start:
        mov rsi, text_usage
        mov rax, [rsp]
        sub rax, 3                      ; cc0, OUTPUT and one SOURCE at least
        cmp rax, SOURCE_LIMIT-1
        ja fail_run
        lea rax, [rsp+8]
        mov [arguments], rax
        lea rax, [rsp-STACK_LIMIT]
        mov [stack_end], rax
        call read_sources
        call enter_keywords
        mov r13, image+HEADERS_SIZE
        call emit_start
        call next
        call unit
        call settle_functions
        call write_executable
        xor rdi, rdi
        mov rax, SYS_EXIT
        syscall

; read_sources: read all sources one behind the other.
read_sources:
        mov rbx, sources
        xor r14, r14                    ; number of the source
.next:  mov [source_start+r14*8], rbx
        mov rax, [arguments]
        mov r15, [rax+r14*8+16]         ; its name
        test r15, r15
        je .done
        call read_file
        mov byte [rbx], '\n'
        mov byte [rbx+1], 0
        add rbx, 2
        inc r14
        jmp .next
.done:  mov r12, sources
        mov dword [line], 1
        ret

; read_file: append a file's bytes to the sources.
; in: r15 = file name, rbx = where to   out: rbx = behind the bytes
read_file:
        mov rdi, r15
        xor rsi, rsi                    ; for reading
        mov rax, SYS_OPEN
        syscall
        mov rdi, rax                    ; if negative, read fails
.more:  mov rsi, rbx
        mov rdx, sources+SOURCES_LIMIT-2
        sub rdx, rbx
        je .full
        mov rax, SYS_READ
        syscall
        add rbx, rax
        test rax, rax
        js .unreadable
        jne .more
        mov rax, SYS_CLOSE
        syscall
        ret
.full:  mov rsi, text_sources
        jmp fail_run
.unreadable:
        mov rsi, text_unreadable
        jmp fail_file

; emit_start: the start-up code, which calls main, and the built-in function syscall.
reserve main_call, 8                    ; the call's 4 bytes, filled in at the end

emit_start:
        call emit
        mov rdi, [rsp]                  ; argc
        lea rax, [rsp+8]                ; argv
        push rdi, rax
        ret
        call emit_call
        mov [main_call], rax
        call emit
        mov rdi, rax
        mov rax, SYS_EXIT
        syscall
        ret
        mov rax, name_of_syscall
        mov rcx, 7
        call find_name
        mov r14, LONG
        mov r15, FUNCTION
        mov rbx, 4                      ; parameters
        call declare
        mov [rdi+SYMBOL_CODE], r13
        call emit
        mov rax, [rsp+32]               ; the arguments in the order they were pushed
        mov rdi, [rsp+24]
        mov rsi, [rsp+16]
        mov rdx, [rsp+8]
        syscall
        ret
        mov al, 0xC3                    ; ret
        jmp emit_byte

name_of_syscall: byte "syscall"
name_of_main: byte "main"

; settle_functions: every function that is called must be there, and main.
settle_functions:
        mov rsi, symbols
.next:  cmp rsi, [symbol_next]
        je .main
        cmp qword [rsi+SYMBOL_CHAIN], 0
        je .fine
        cmp qword [rsi+SYMBOL_CODE], 0
        je fail_undefined
.fine:  add rsi, SYMBOL_SIZE
        jmp .next
.main:  mov rax, name_of_main
        mov rcx, 4
        call find_name
        mov rdi, [rax+NAME_SYMBOL]
        test rdi, rdi
        je fail_main
        cmp qword [rdi+SYMBOL_PLACE], FUNCTION
        jne fail_main
        cmp qword [rdi+SYMBOL_NUMBER], 2
        jne fail_main
        mov rdx, [rdi+SYMBOL_CODE]
        test rdx, rdx
        je fail_main
        mov rax, [main_call]
        jmp patch_to
