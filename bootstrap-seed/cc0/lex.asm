; lex.asm: from characters to tokens, one at a time. It must never look beyond the sources' end.
;
; A token is a number. Operators and punctuation are their own bytes, the first the lowest:
; '+', or '+' + '='*256 for +=. Below ' ' are the kinds that have a value; keywords start at 128;
; 0 is the end.

T_NUMBER = 1                            ; value in token_value
T_STRING = 2                            ; bytes in string, their number in token_value
T_NAME = 3                              ; name's record in token_value

T_VOID = 128                            ; in the order of keywords, names.asm
T_STRUCT = 131
T_STATIC = 132
T_ENUM = 133
T_SIZEOF = 134
T_ELSE = 135
T_IF = 136                              ; from here they start statements
T_WHILE = 137
T_DEFAULT = 145

T_INCREMENT = '+'+'+'*256
T_DECREMENT = '-'+'-'*256
T_ARROW = '-'+'>'*256
T_EQUAL = '='+'='*256
T_NOT_EQUAL = '!'+'='*256
T_LESS_EQUAL = '<'+'='*256
T_GREATER_EQUAL = '>'+'='*256
T_AND_AND = '&'+'&'*256
T_OR_OR = '|'+'|'*256
T_LEFT = '<'+'<'*256
T_RIGHT = '>'+'>'*256
ASSIGNING = '='*256                     ; added to an operator of one byte: += and so on

STRING_LIMIT = 65536

reserve token_text, 8                   ; where the current token starts
reserve token_value, 8
reserve string, STRING_LIMIT+8

; next: read the next token. out: rbp, token_value, token_text
next:   cmp rsp, [stack_end]            ; nothing nests or emits without reading tokens, so this is
        jb fail_nesting                 ; the place to check
        cmp r13, image+CODE_LIMIT-CODE_SLACK
        ja fail_code
        call skip_blanks
        mov [token_text], r12
        movzx rbp, byte [r12]
        cmp rbp, '"'
        je read_string
        cmp rbp, '\''
        je read_character
        call name_byte
        jae read_operator
        cmp rbp, '9'
        jbe read_number
        jmp read_name

; skip_blanks: go over blanks and comments. out: r12 = a token's start
skip_blanks:
        cmp r12, [sources_end]
        je .done
        cmp byte [r12], ' '
        ja .slash
        inc r12
        jmp skip_blanks
.slash: cmp byte [r12], '/'
        jne .done
        cmp byte [r12+1], '*'
        je .comment
        cmp byte [r12+1], '/'
        jne .done
.line:  inc r12
        cmp byte [r12], '\n'            ; there is one at each source's end
        jne .line
        jmp skip_blanks
.comment:
        mov [token_text], r12
        inc r12
.inside:
        inc r12
        cmp r12, [sources_end]
        je fail_comment
        cmp byte [r12], '*'
        jne .inside
        cmp byte [r12+1], '/'
        jne .inside
        add r12, 2
        jmp skip_blanks
.done:  ret

; name_byte: is the byte at r12 a letter, digit or _ ?   out: "below" if it is; changes rdx, r8
name_byte:
        movzx r8, byte [r12]
        lea rdx, [r8-'0']
        cmp rdx, 10
        jb .done
        cmp r8, '_'
        je .line
        or r8, 0x20
        sub r8, 'a'
        cmp r8, 26
.done:  ret
.line:  cmp r8, 256
        ret

; number := decimal digits | "0x" hexadecimal digits, below 2^63
read_number:
        mov rcx, 10
        xor rax, rax
        cmp byte [r12], '0'
        jne .next
        inc r12
        cmp byte [r12], 'x'
        jne .end                        ; plain 0, for octal numbers are refused there
        inc r12
        mov rcx, 16
        call digit
        cmp r8, rcx
        jae fail_number
.next:  call digit
        cmp r8, rcx
        jae .end
        mul rcx
        test rdx, rdx
        jne fail_number
        add rax, r8
        js fail_number
        inc r12
        jmp .next
.end:   mov rbp, T_NUMBER
        mov [token_value], rax
        call name_byte
        jb fail_number
        ret

; digit: the value of the digit at r12. out: r8 = 0 to 15, or 16 if it is none
digit:  movzx r8, byte [r12]
        sub r8, '0'
        cmp r8, 10
        jb .done
        or r8, 0x20                     ; 'A'-'0' and 'a'-'0' become the same
        sub r8, 'a'-'0'
        cmp r8, 6
        jae .none
        add r8, 10
.done:  ret
.none:  mov r8, 16
        ret

; character := "'" (byte | escape) "'"
read_character:
        inc r12
        call read_byte
        je fail_text
        cmp byte [r12], '\''
        jne fail_text
        inc r12
        movsx rax, al
        mov [token_value], rax
        mov rbp, T_NUMBER
        ret

; string := '"' {byte | escape} '"' [string]
read_string:
        xor rdi, rdi                    ; length
.part:  inc r12
.next:  call read_byte
        je .quote
        mov [string+rdi], al
        inc rdi
        cmp rdi, STRING_LIMIT
        jb .next
        jmp fail_size
.quote: inc r12
        call skip_blanks
        cmp byte [r12], '"'
        je .part
        mov [token_value], rdi
        mov rbp, T_STRING
        ret

; read_byte: one byte of a string or character constant. in: rbp = the quote
; out: al, r12 after it; "equal" if it is the closing quote, which stays
read_byte:
        mov al, [r12]
        cmp al, '\n'
        je fail_text
        cmp al, bpl
        je .done
        inc r12
        cmp al, '\\'
        je .escape
.plain: test rsp, rsp                   ; "not equal"
.done:  ret
.escape:
        movzx rcx, byte [r12]
        inc r12
        mov rsi, escapes
.next:  lodsb
        test al, al
        je .hexadecimal
        cmp al, cl
        lodsb                           ; what it stands for
        jne .next
        cmp cl, '0'
        jne .plain
        call digit
        cmp r8, 10
        jae .plain
        jmp fail_text                   ; octal
.hexadecimal:
        cmp cl, 'x'
        jne fail_text
        call digit
        mov rax, r8
        inc r12
        call digit
        inc r12
        mov rcx, rax
        or rcx, r8
        test rcx, 16
        jne fail_text
        shl rax, 4
        or rax, r8
        call digit
        cmp r8, 16                      ; C would take a third digit
        jne fail_text
        test rsp, rsp
        ret
escapes: byte "n\nt", 9, "r", 13, "0", 0, "\\\\\'\'\"\"", 0

; operator: the longest that is there.
read_operator:
        cmp r12, [sources_end]
        je .end
        mov ebp, [r12]
        mov rcx, 4
        mov rsi, long_operators
        mov edx, -1
.shorter:
        shr edx, 8
        and ebp, edx
        dec rcx
        je fail_character
.next:  mov eax, [rsi]
        add rsi, 4
        test eax, eax
        je .shorter
        cmp eax, ebp
        jne .next
        add r12, rcx
        ret
.end:   xor rbp, rbp
        dec qword [token_text]          ; so that its line is after the last one
        ret

; Those of three bytes, 0, those of two, 0, those of one, 0.
long_operators:
        dword T_LEFT+ASSIGNING*256, T_RIGHT+ASSIGNING*256, 0
        dword T_INCREMENT, T_DECREMENT, T_ARROW, T_EQUAL, T_NOT_EQUAL, T_LESS_EQUAL
        dword T_GREATER_EQUAL, T_AND_AND, T_OR_OR, T_LEFT, T_RIGHT
        dword '+'+ASSIGNING, '-'+ASSIGNING, '*'+ASSIGNING, '/'+ASSIGNING, '%'+ASSIGNING
        dword '&'+ASSIGNING, '|'+ASSIGNING, '^'+ASSIGNING, 0
        dword '+', '-', '*', '/', '%', '&', '|', '^', '~', '!', '<', '=', '>', '?', ':', ';'
        dword ',', '.', '(', ')', '[', ']', '{', '}', 0

; expect: the current token must be a certain character, and is passed over. in: rax = it
expect_open:
        mov rax, '('
        jmp expect
expect_close:
        mov rax, ')'
        jmp expect
semicolon:
        mov rax, ';'
expect: mov [fail_expected.text+1], al
        cmp rbp, rax
        jne fail_expected
        jmp next

; accept: pass over a token if it is the current one. in: rax = it   out: "equal" if it was
accept: cmp rbp, rax
        jne .done
        call next
        cmp rax, rax
.done:  ret
