; names.asm: what names mean: records, the table of names, and symbols in their scopes. It must
; never move a record, as they point at each other.
;
; A name is stored once. Its record holds the innermost symbol of that name; leaving a scope puts
; the one before back, so that a look-up is one load.

RECORDS_LIMIT = 4*1024*1024             ; bytes for names, structs and members
SYMBOL_LIMIT = 20000                    ; symbols alive at a time
BUCKETS = 4096                          ; a power of 2

NAME_NEXT = 0                           ; next name in the bucket
NAME_TEXT = 8
NAME_SYMBOL = 16                        ; innermost declaration, or 0
NAME_STRUCT = 24                        ; struct of this name, or 0
NAME_LENGTH = 32                        ; dword
NAME_KEYWORD = 36                       ; dword: token if it is a keyword, else 0
NAME_SIZE = 40

; A symbol is what an operand of its name starts as; of a function, the place is FUNCTION, the type
; that of its result, the number the bytes of its parameters.
SYMBOL_NUMBER = 0
SYMBOL_TYPE = 8
SYMBOL_PLACE = 16
SYMBOL_OUTER = 24                       ; symbol of the same name outside, or 0
SYMBOL_NAME = 32
SYMBOL_CODE = 40                        ; a function's first byte in the output, 0 if not yet known
SYMBOL_CHAIN = 48                       ; calls to be patched then
SYMBOL_CALLED = 56                      ; the first of them in the source, or 0
SYMBOL_SIZE = 64

reserve buckets, BUCKETS*8
reserve records, RECORDS_LIMIT
reserve record_used, 8
reserve symbols, SYMBOL_LIMIT*SYMBOL_SIZE
reserve symbol_next, 8                  ; where the next symbol goes
reserve scope, 8                        ; the innermost scope's first symbol

; new_record: in: rax = bytes   out: rdi = zeroed memory; changes nothing else
new_record:
        mov rdi, [record_used]
        add [record_used], rax
        cmp qword [record_used], RECORDS_LIMIT
        ja fail_records
        add rdi, records
        ret

; find_name: the record of a name, made if need be. in: rax = text, rcx = length   out: rax
find_name:
        mov r8, rax
        mov r9, rcx
        xor rdx, rdx                    ; hash
        mov r10, 31
.hash:  imul rdx, r10
        movzx rsi, byte [rax]
        add rdx, rsi
        inc rax
        dec rcx
        jne .hash
        and rdx, BUCKETS-1
        lea rdx, [buckets+rdx*8]
        mov rax, [rdx]
.next:  test rax, rax
        je .new
        cmp [rax+NAME_LENGTH], r9d
        jne .other
        mov rsi, r8
        mov rdi, [rax+NAME_TEXT]
        mov rcx, r9
        repe cmpsb
        je .done
.other: mov rax, [rax+NAME_NEXT]
        jmp .next
.new:   mov rax, NAME_SIZE
        call new_record
        mov rax, rdi
        mov [rax+NAME_TEXT], r8
        mov [rax+NAME_LENGTH], r9d
        mov rcx, [rdx]
        mov [rax+NAME_NEXT], rcx
        mov [rdx], rax
.done:  ret

; name := (letter | "_") {letter | "_" | digit}, which may be a keyword
read_name:
        inc r12
        call name_byte
        jb read_name
        mov rax, [token_text]
        mov rcx, r12
        sub rcx, rax
        call find_name
        mov [token_value], rax
        mov ebp, [rax+NAME_KEYWORD]
        test rbp, rbp
        jne .done
        mov rbp, T_NAME
.done:  ret

; enter_keywords: the first of them is token T_VOID.
enter_keywords:
        mov qword [symbol_next], symbols
        mov qword [scope], symbols
        mov rbp, T_VOID
        mov rbx, keywords
.next:  movzx rcx, byte [rbx]           ; length
        test rcx, rcx
        je .done
        lea rax, [rbx+1]
        lea rbx, [rax+rcx]
        call find_name
        mov [rax+NAME_KEYWORD], ebp
        inc rbp
        jmp .next
.done:  ret

keywords:
        byte 4, "void", 4, "char", 4, "long", 6, "struct", 6, "static", 4, "enum", 6, "sizeof"
        byte 4, "else", 2, "if", 5, "while", 2, "do", 3, "for", 6, "return", 5, "break"
        byte 8, "continue", 6, "switch", 4, "case", 7, "default", 0

; take_name: the current token must be a name, and is passed over. out: rax = its record
take_name:
        cmp rbp, T_NAME
        jne fail_name
        push [token_value]
        call next
        pop rax
        ret

; declare: make a symbol in the innermost scope.
; in: rax = name, rbx = number, r14 = type, r15 = place   out: rdi = the symbol
declare:
        mov rdi, [symbol_next]
        cmp rdi, symbols+SYMBOL_LIMIT*SYMBOL_SIZE
        jae fail_symbols
        add qword [symbol_next], SYMBOL_SIZE
        mov rcx, [rax+NAME_SYMBOL]
        test rcx, rcx
        je .first
        cmp rcx, [scope]
        jae fail_twice
.first: mov [rdi+SYMBOL_OUTER], rcx
        mov [rax+NAME_SYMBOL], rdi
        mov [rdi+SYMBOL_NAME], rax
        mov [rdi+SYMBOL_NUMBER], rbx
        mov [rdi+SYMBOL_TYPE], r14
        mov [rdi+SYMBOL_PLACE], r15
        mov qword [rdi+SYMBOL_CODE], 0
        mov qword [rdi+SYMBOL_CHAIN], 0
        mov qword [rdi+SYMBOL_CALLED], 0
        ret

; open_scope: out: rax = the scope outside, for close_scope
open_scope:
        mov rax, [symbol_next]
        xchg rax, [scope]
        ret

; close_scope: forget the innermost scope's symbols. in: rax = the scope outside
close_scope:
        mov rdi, [symbol_next]
.next:  cmp rdi, [scope]
        je .done
        sub rdi, SYMBOL_SIZE
        mov rcx, [rdi+SYMBOL_NAME]
        mov rdx, [rdi+SYMBOL_OUTER]
        mov [rcx+NAME_SYMBOL], rdx
        jmp .next
.done:  mov [symbol_next], rdi
        mov [scope], rax
        ret
