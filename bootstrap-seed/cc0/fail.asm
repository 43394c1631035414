; fail.asm: messages, and the end of a run that failed. It must never come back.

reserve token_text, 8                   ; where the current token starts
reserve token_line, 8                   ; and its line
reserve source, 8                       ; number of the source being read

TOKEN_SHOWN = 60                        ; bytes of a token in a message

; fail: write FILE:LINE: MESSAGE near 'TOKEN', and end. The message stands behind the call.
fail:   mov rax, [arguments]
        mov rcx, [source]
        mov rsi, [rax+rcx*8+16]
        call say
        mov rsi, text_colon
        call say
        mov rax, [token_line]
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
        cmp rdx, TOKEN_SHOWN
        jbe .short
        mov rdx, TOKEN_SHOWN
.short: call say_bytes
        mov rsi, text_quote
        call say
.end:   mov rsi, text_line_feed
        call say
        jmp exit_failed

; fail_file: write FILE: MESSAGE for the file named in r15, and end. in: rsi = message
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
exit_failed:
        mov rdi, 1
        mov rax, SYS_EXIT
        syscall

; say: write a text that ends in NUL to standard error. in: rsi = text
say:    xor rdx, rdx
.next:  cmp byte [rsi+rdx], 0
        je say_bytes
        inc rdx
        jmp .next
; say_bytes: in: rsi = bytes, rdx = their number
say_bytes:
        mov rdi, 2
        mov rax, SYS_WRITE
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
text_sources: byte "cc0: the sources are too large\n", 0
text_unreadable: byte "cannot read this file\n", 0
text_unwritable: byte "cannot write this file\n", 0

; fail_undefined: at the first call of a function. in: rsi = its symbol
fail_undefined:
        mov eax, [rsi+SYMBOL_LINE]
        mov [token_line], rax
        mov eax, [rsi+SYMBOL_SOURCE]
        mov [source], rax
        mov rsi, [rsi+SYMBOL_NAME]
        mov r12, [rsi+NAME_TEXT]
        mov [token_text], r12
        mov eax, [rsi+NAME_LENGTH]
        add r12, rax
        mov rbp, T_NAME
        call fail
        byte "function is called but not defined", 0

; Limits
fail_code:      call fail
        byte "too much code", 0
fail_data:      call fail
        byte "too much initialised data", 0
fail_zeroes:    call fail
        byte "too large", 0
fail_records:   call fail
        byte "too many names, structs and members", 0
fail_symbols:   call fail
        byte "too many declarations", 0
fail_nesting:   call fail
        byte "nested too deeply", 0
fail_string_length: call fail
        byte "string is too long", 0
fail_cases:     call fail
        byte "too many cases", 0
fail_initialisers: call fail
        byte "too many initialisers", 0
fail_frame:     call fail
        byte "too many local variables", 0
fail_parameters: call fail
        byte "more than 8 parameters", 0
fail_pointers:  call fail
        byte "too many *", 0

; Tokens
fail_character: inc r12                 ; to show it
        mov rbp, T_NAME
        call fail
        byte "this character means nothing here", 0
fail_comment:   xor rbp, rbp
        call fail
        byte "comment without end", 0
fail_number:    mov rbp, T_NAME
        call fail
        byte "bad number", 0
fail_quote:     mov rbp, T_NAME
        call fail
        byte "text without end", 0
fail_escape:    mov rbp, T_NAME
        call fail
        byte "bad escape", 0
fail_char:      mov rbp, T_NAME
        call fail
        byte "bad character constant", 0

; Syntax
fail_expected:  call fail               ; expect puts the character in
fail_expected.text: byte "'?' expected", 0
fail_name:      call fail
        byte "name expected", 0
fail_expression: call fail
        byte "expression expected", 0
fail_type:      call fail
        byte "type expected", 0

; Names
fail_undeclared: call fail
        byte "name is not declared", 0
fail_twice:     call fail
        byte "declared twice", 0
fail_member:    call fail
        byte "no such member", 0
fail_not_function: call fail
        byte "this is not a function", 0
fail_called:    call fail
        byte "a function can only be called", 0
fail_arguments: call fail
        byte "wrong number of arguments", 0
fail_prototype: call fail
        byte "function differs from its declaration", 0
fail_main:      xor rbp, rbp
        call fail
        byte "there is no function main of two parameters", 0

; Types and values
fail_incomplete: call fail
        byte "type has no size", 0
fail_value:     call fail
        byte "number or pointer expected", 0
fail_pointer:   call fail
        byte "this operator takes no pointer", 0
fail_not_pointer: call fail
        byte "pointer expected", 0
fail_struct:    call fail
        byte "struct expected", 0
fail_lvalue:    call fail
        byte "this cannot be assigned to", 0
fail_address:   call fail
        byte "this has no address", 0
fail_constant:  call fail
        byte "constant expected", 0
fail_array:     call fail
        byte "bad array size", 0
fail_initialiser: call fail
        byte "bad initialiser", 0

; Statements
fail_loop:      call fail
        byte "this is not inside a loop or switch", 0
fail_case:      call fail
        byte "case is not inside a switch", 0
fail_case_value: call fail
        byte "case is there twice or too large", 0
fail_return:    call fail
        byte "function has no result", 0
