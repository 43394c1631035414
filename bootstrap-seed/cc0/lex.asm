; lex.asm: from characters to tokens, one at a time. It must never look beyond a source's end.
;
; A token is a number. Operators and punctuation are their own bytes, the first the lowest:
; '+', or '+' + '='*256 for +=. Below ' ' are the kinds that have a value; keywords start at 128.

T_END = 0                               ; behind the last source
T_NUMBER = 1                            ; value in token_value
T_STRING = 2                            ; bytes in string, their number in token_value
T_NAME = 3                              ; name's record in token_value

T_VOID = 128                            ; in the order of keywords, names.asm
T_CHAR = 129
T_LONG = 130
T_STRUCT = 131
T_STATIC = 132
T_ENUM = 133
T_SIZEOF = 134
T_ELSE = 135
T_IF = 136                              ; from here they start statements
T_WHILE = 137
T_DO = 138
T_FOR = 139
T_RETURN = 140
T_BREAK = 141
T_CONTINUE = 142
T_SWITCH = 143
T_CASE = 144
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

reserve line, 8
reserve token_value, 8
reserve string, STRING_LIMIT

; next: read the next token. out: rbp, token_value, token_text, token_line
next:   call skip_blanks
        mov [token_text], r12
        mov eax, [line]
        mov [token_line], rax
        movzx rbp, byte [r12]
        test rbp, rbp
        je .end
        cmp rbp, '"'
        je read_string
        cmp rbp, '\''
        je read_character
        call name_byte
        jae read_operator
        cmp rbp, '9'
        jbe read_number
        jmp read_name
.end:   mov rax, [source]               ; the NUL must be the one put behind the last source
        inc r12
        cmp r12, [source_start+rax*8+8]
        jne .stray
        dec r12
        ret
.stray: dec r12
        jmp fail_character

; skip_blanks: go over blanks and comments, and from one source to the next. out: r12 = a token's start
skip_blanks:
        movzx rax, byte [r12]
        cmp al, ' '
        ja .slash
        je .blank
        cmp al, '\n'
        je .line
        cmp al, '\t'
        je .blank
        cmp al, '\r'
        je .blank
        test al, al
        je .source
        ret
.line:  inc dword [line]
.blank: inc r12
        jmp skip_blanks
.slash: cmp al, '/'
        jne .done
        cmp byte [r12+1], '*'
        je .comment
        cmp byte [r12+1], '/'
        jne .done
.skip:  inc r12
        cmp byte [r12], '\n'            ; there is one at each source's end
        jne .skip
        jmp skip_blanks
.comment:
        mov [token_text], r12
        mov eax, [line]
        mov [token_line], rax
        mov rcx, [source]
        mov rcx, [source_start+rcx*8+8]
        inc r12
.inside:
        inc r12
        cmp r12, rcx
        jae fail_comment
        cmp byte [r12], '\n'
        jne .star
        inc dword [line]
.star:  cmp byte [r12], '*'
        jne .inside
        cmp byte [r12+1], '/'
        jne .inside
        add r12, 2
        jmp skip_blanks
.source:
        mov rcx, [source]
        lea rdx, [r12+1]
        cmp rdx, [source_start+rcx*8+8]
        jne .done                       ; a NUL of the source's own
        mov rax, [arguments]
        cmp qword [rax+rcx*8+24], 0
        je .done                        ; this was the last
        inc r12
        inc qword [source]
        mov dword [line], 1
        jmp skip_blanks
.done:  ret

; name_byte: is the byte at r12 a letter, digit or _ ?   out: "below" if it is; changes rax, rcx
name_byte:
        movzx rcx, byte [r12]
        lea rax, [rcx-'0']
        cmp rax, 10
        jb .done
        or rcx, 0x20
        lea rax, [rcx-'a']
        cmp rax, 26
        jb .done
        cmp byte [r12], '_'
        jne .no
        cmp rax, -1                     ; anything is below that
.done:  ret
.no:    cmp rax, rax                    ; "not below"
        ret

; number := decimal digits | "0x" hexadecimal digits, below 2^63
read_number:
        mov rcx, 10
        xor rax, rax
        cmp byte [r12], '0'
        jne .next
        inc r12
        mov dl, [r12]
        or dl, 0x20
        cmp dl, 'x'
        jne .behind                     ; plain 0; octal numbers are refused there
        inc r12
        mov rcx, 16
        call digit
        cmp r8, rcx
        jae fail_number
.next:  call digit
        cmp r8, rcx
        jae .behind
        mul rcx
        test rdx, rdx
        jne fail_number
        add rax, r8
        js fail_number
        inc r12
        jmp .next
.behind:
        mov rbp, T_NUMBER
        mov [token_value], rax
        call name_byte
        jb fail_number
        ret

; digit: the value of the digit at r12. out: r8 = 0 to 15, or more if it is none
digit:  movzx r8, byte [r12]
        sub r8, '0'
        cmp r8, 10
        jb .done
        add r8, '0'
        or r8, 0x20
        sub r8, 'a'
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
        je fail_char
        movsx rax, al
        mov [token_value], rax
        mov rbp, T_NUMBER
        cmp byte [r12], '\''
        jne fail_char
        inc r12
        ret

; string := '"' {byte | escape} '"' [string]
read_string:
        mov rbp, T_STRING
        xor rdi, rdi                    ; length
.part:  inc r12
.next:  call read_byte
        je .quote
        mov [string+rdi], al
        inc rdi
        cmp rdi, STRING_LIMIT-8
        jb .next
        jmp fail_string_length
.quote: inc r12
        call skip_blanks
        cmp byte [r12], '"'
        je .part
        mov [token_value], rdi
        ret

; read_byte: one byte of a string or character constant. rbp is '"' or T_STRING for a string
; out: al, r12 behind it; "equal" if it is the closing quote, which stays
read_byte:
        mov al, [r12]
        cmp al, '\n'
        je fail_quote
        cmp al, '\\'
        je .escape
        inc r12
        mov cl, '\''
        cmp rbp, '\''
        je .quote
        mov cl, '"'
.quote: cmp al, cl
        jne .done
        dec r12
        cmp al, al
.done:  ret
.escape:
        inc r12
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
        jb fail_escape                  ; octal
.plain: test rsp, rsp                   ; "not equal"
        ret
.hexadecimal:
        cmp cl, 'x'
        jne fail_escape
        call digit
        mov rax, r8
        inc r12
        call digit
        inc r12
        cmp rax, 16
        je fail_escape
        cmp r8, 16
        je fail_escape
        shl rax, 4
        add rax, r8
        call digit
        cmp r8, 16                      ; C would take a third digit
        jne fail_escape
        test rsp, rsp
        ret
escapes: byte "n\nt\tr\r0\0\\\\\'\'\"\"", 0

; operator: the longest that is there, else one byte.
read_operator:
        mov eax, [r12]
        and eax, 0xFFFFFF
        mov rcx, 3
        mov rsi, long_operators
.next:  mov edx, [rsi]
        add rsi, 4
        test edx, edx
        je .shorter
        cmp edx, eax
        jne .next
        mov ebp, eax
        add r12, rcx
        ret
.shorter:
        mov eax, [r12]
        and eax, 0xFFFF
        dec rcx
        cmp rcx, 2
        je .next
        mov rsi, punctuation
.single:
        lodsb
        test al, al
        je fail_character
        cmp al, [r12]
        jne .single
        inc r12
        ret

; Those of three bytes, 0, those of two, 0.
long_operators:
        dword T_LEFT+ASSIGNING*256, T_RIGHT+ASSIGNING*256, 0
        dword T_INCREMENT, T_DECREMENT, T_ARROW, T_EQUAL, T_NOT_EQUAL, T_LESS_EQUAL
        dword T_GREATER_EQUAL, T_AND_AND, T_OR_OR, T_LEFT, T_RIGHT
        dword '+'+ASSIGNING, '-'+ASSIGNING, '*'+ASSIGNING, '/'+ASSIGNING, '%'+ASSIGNING
        dword '&'+ASSIGNING, '|'+ASSIGNING, '^'+ASSIGNING, 0
punctuation: byte "+-*/%&|^~!<>=?:;,.()[]{}", 0

; expect: the current token must be a certain character, and is left behind. in: rax = it
expect: mov [fail_expected.text+1], al
        cmp rbp, rax
        jne fail_expected
        jmp next

; accept: leave a token behind if it is the current one. in: rax = it   out: "equal" if it was
accept: cmp rbp, rax
        jne .done
        call next
        cmp rax, rax
.done:  ret
