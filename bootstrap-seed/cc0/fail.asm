; fail.asm: messages, and the end of a run that failed. It must never come back.

; fail: write FILE:LINE: MESSAGE near 'TOKEN', and end. The message follows the call.
fail:   mov rsi, [token_text]
        xor rbx, rbx
.source:
        mov rdi, [source_start+rbx*8]
        inc rbx
        cmp [source_start+rbx*8], rsi
        jbe .source
        mov r14, 1
.line:  cmp rdi, rsi
        jae .counted
        cmp byte [rdi], '\n'
        jne .same
        inc r14
.same:  inc rdi
        jmp .line
.counted:
        mov rax, [arguments]
        mov rsi, [rax+rbx*8+8]
        call say
        mov rsi, text_colon
        call say
        mov rax, r14
        call say_number
        mov rsi, text_colon_blank
        call say
        pop rsi
        call say
        test rbp, rbp                   ; at the end nothing is near
        je .end
        mov rsi, text_near
        call say
        mov rsi, [token_text]
        mov rdx, r12
        sub rdx, rsi
        call say_bytes
        mov rsi, text_quote
        call say
.end:   mov rsi, text_line_feed
        jmp fail_run

; fail_file: write FILE: MESSAGE, and end. in: r15 = file, rsi = message
fail_file:
        push rsi
        mov rsi, r15
        call say
        mov rsi, text_colon_blank
        call say
        pop rsi
; fail_run: write a message that belongs to no line, and end. in: rsi = message
fail_run:
        call say
        mov rdi, 1
        mov rax, 60                     ; exit
        syscall

; say: write a text that ends in a zero byte to standard error. in: rsi = text
say:    xor rdx, rdx
.next:  cmp byte [rsi+rdx], 0
        je say_bytes
        inc rdx
        jmp .next
; say_bytes: in: rsi = bytes, rdx = their number
say_bytes:
        mov rdi, 2
        mov rax, 1                      ; write
        syscall
        ret

; say_number: in: rax
say_number:
        mov rcx, 10
        mov rsi, digits_end
.next:  xor rdx, rdx
        div rcx
        add dl, '0'
        dec rsi
        mov [rsi], dl
        test rax, rax
        jne .next
        jmp say

digits: byte "00000000000000000000"
digits_end: byte 0
text_colon: byte ":", 0
text_colon_blank: byte ": ", 0
text_near: byte " near '", 0
text_quote: byte "'", 0
text_line_feed: byte "\n", 0
text_usage: byte "cc0: usage: cc0 OUTPUT SOURCE..., at most 255 sources\n", 0
text_unreadable: byte "cannot read this file, or it is too large\n", 0
text_unwritable: byte "cannot write this file\n", 0

; fail_undefined: at a function's first call. in: rsi = its symbol, rax = where that is
fail_undefined:
        mov [token_text], rax
        mov rsi, [rsi+SYMBOL_NAME]
        mov r12d, [rsi+NAME_LENGTH]
        add r12, rax
        mov rbp, T_NAME
        call fail
        byte "function is called but not defined", 0

; Limits
fail_code: call fail
        byte "too much code", 0
fail_data: call fail
        byte "too much initialised data", 0
fail_size: call fail
        byte "too large", 0
fail_records: call fail
        byte "too many names, structs and members", 0
fail_symbols: call fail
        byte "too many declarations", 0
fail_nesting: call fail
        byte "nested too deeply", 0
fail_cases: call fail
        byte "too many cases", 0
fail_initialisers: call fail
        byte "too many initialisers", 0
fail_parameters: call fail
        byte "too many parameters", 0

; Tokens
fail_character:
        inc r12                         ; to show it
        mov rbp, T_NAME
        call fail
        byte "bad character", 0
fail_comment:
        mov r12, [token_text]
        add r12, 2
        call fail
        byte "comment without end", 0
fail_number: call fail
        byte "bad number", 0
fail_text: call fail
        byte "bad string or character constant", 0

; Syntax
fail_expected: call fail                ; expect puts the character in
fail_expected.text: byte "'?' expected", 0
fail_name: call fail
        byte "name expected", 0
fail_expression: call fail
        byte "expression expected", 0
fail_type: call fail
        byte "type expected", 0

; Names
fail_undeclared: call fail
        byte "name is not declared", 0
fail_twice: call fail
        byte "declared twice", 0
fail_member: call fail
        byte "no such member", 0
fail_function: call fail
        byte "a function can only be called", 0
fail_arguments: call fail
        byte "wrong number of arguments", 0
fail_prototype: call fail
        byte "function differs from its declaration", 0

; Types and values
fail_incomplete: call fail
        byte "type has no size", 0
fail_value: call fail
        byte "number or pointer expected", 0
fail_operator: call fail
        byte "bad types for this operator", 0
fail_pointer: call fail
        byte "pointer expected", 0
fail_struct: call fail
        byte "struct expected", 0
fail_memory: call fail
        byte "variable expected", 0
fail_constant: call fail
        byte "constant expected", 0
fail_array: call fail
        byte "bad array", 0
fail_initialiser: call fail
        byte "bad initialiser", 0

; Statements
fail_outside: call fail
        byte "not inside a loop or switch", 0
fail_case: call fail
        byte "case is there twice or too large", 0
fail_result: call fail
        byte "function has no result", 0
