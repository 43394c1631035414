; main.asm: the run of cc0 from its arguments to its output file. It must never write anything
; before the last source is compiled.
;
; cc0 OUTPUT SOURCE... reads C0 (see NOTES.md) once, from left to right, and emits machine code
; while it parses: no tree, no second pass. Registers that mean the same in every file:
;
;   r12  the source, after the current token      rbx  \
;   r13  the output, where the next byte goes      r14   > the operand in hand: number, type, place
;   rbp  the current token                         r15  /  (see operand.asm)
;
; All others are scratch: any routine may change them. Headers say what goes in and comes out.

SOURCES_LIMIT = 4*1024*1024             ; bytes of all sources
SOURCE_LIMIT = 255                      ; number of sources
STACK_LIMIT = 256*1024                  ; bytes of our stack that nested constructs may take

reserve arguments, 8                    ; argv
reserve stack_end, 8                    ; rsp must stay above this
reserve sources, SOURCES_LIMIT+8        ; all sources, each with "\n" after it
reserve sources_end, 8
reserve source_start, SOURCE_LIMIT*8+8  ; where each source starts; the last is followed by -1

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
        mov rax, 60                     ; exit
        syscall

; read_sources: read all sources, one after the other.
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
        inc rbx
        inc r14
        jmp .next
.done:  mov qword [source_start+r14*8], -1
        mov [sources_end], rbx          ; a zero byte
        mov r12, sources
        ret

; read_file: append a file's bytes to the sources.
; in: r15 = file name, rbx = where to   out: rbx = after the bytes
read_file:
        mov rdi, r15
        xor rsi, rsi                    ; for reading
        mov rax, 2                      ; open
        syscall
        mov rdi, rax                    ; if negative, read fails
.more:  mov rsi, rbx
        mov rdx, sources+SOURCES_LIMIT
        sub rdx, rbx
        jbe .unreadable
        xor rax, rax                    ; read
        syscall
        add rbx, rax
        test rax, rax
        js .unreadable
        jne .more
        mov rax, 3                      ; close
        syscall
        ret
.unreadable:
        mov rsi, text_unreadable
        jmp fail_file

; emit_start: the start-up code, which calls main, and the built-in function syscall.
emit_start:
        call emit
        mov rdi, [rsp]                  ; argc
        lea rax, [rsp+8]                ; argv
        push rax, rdi
        ret
        mov rax, name_of_main
        mov rcx, 4
        mov rbx, 2*8                    ; bytes of parameters
        call declare_built_in
        mov qword [rdi+SYMBOL_CALLED], name_of_main
        mov rsi, rdi
        call emit_call_of
        call emit
        mov rdi, rax
        mov rax, 60                     ; exit
        syscall
        ret
        mov rax, name_of_syscall
        mov rcx, 7
        mov rbx, 4*8
        call declare_built_in
        mov [rdi+SYMBOL_CODE], r13
        call emit
        mov rax, [rsp+8]
        mov rdi, [rsp+16]
        mov rsi, [rsp+24]
        mov rdx, [rsp+32]
        syscall
        ret
        jmp emit_ret

name_of_main: byte "main"
name_of_syscall: byte "syscall"

; declare_built_in: in: rax = name, rcx = its length, rbx = bytes of parameters   out: rdi = symbol
declare_built_in:
        call find_name
        mov r14, LONG
        mov r15, FUNCTION
        jmp declare

; settle_functions: every function that is called must be there.
settle_functions:
        mov rsi, symbols
.next:  cmp rsi, [symbol_next]
        je .done
        mov rax, [rsi+SYMBOL_CALLED]
        test rax, rax
        je .fine
        cmp qword [rsi+SYMBOL_CODE], 0
        je fail_undefined
.fine:  add rsi, SYMBOL_SIZE
        jmp .next
.done:  ret
