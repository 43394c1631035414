; operator.asm: binary operators and assignment. It must never change the order of side effects:
; the left side is evaluated before the right one.
;
; The left operand is loaded and pushed while the right one is evaluated, unless it is a fixed
; number or address. If the right one turns out to need no code, the push is taken back.

; A row of the table: token, token of its assignment or 0, precedence, code.
OPERATOR_ASSIGN = 4
OPERATOR_PRECEDENCE = 8
OPERATOR_CODE = 12                      ; of a comparison: the second byte of setcc; else see below
OPERATOR_SIZE = 16

operators:
        dword T_OR_OR, 0, 1, 1          ; the value that decides
        dword T_AND_AND, 0, 2, 0
        dword '|', '|'+ASSIGNING, 3, code_or
        dword '^', '^'+ASSIGNING, 4, code_xor
        dword '&', '&'+ASSIGNING, 5, code_and
        dword T_EQUAL, 0, 6, 0x94
        dword T_NOT_EQUAL, 0, 6, 0x95
        dword '<', 0, 7, 0x9C
        dword '>', 0, 7, 0x9F
        dword T_LESS_EQUAL, 0, 7, 0x9E
        dword T_GREATER_EQUAL, 0, 7, 0x9D
        dword T_LEFT, T_LEFT+ASSIGNING*256, 8, code_left
        dword T_RIGHT, T_RIGHT+ASSIGNING*256, 8, code_right
operator_add:
        dword '+', '+'+ASSIGNING, 9, code_add
operator_subtract:
        dword '-', '-'+ASSIGNING, 9, code_subtract
        dword '*', '*'+ASSIGNING, 10, code_multiply
operator_divide:
        dword '/', '/'+ASSIGNING, 10, code_divide
        dword '%', '%'+ASSIGNING, 10, code_remainder
        dword 0

; The code: left operand in rax, right one in rcx, result to rax. It is appended to the output, or,
; if both operands are constant, called at once.
code_or: or rax, rcx
        ret
code_xor: xor rax, rcx
        ret
code_and: and rax, rcx
        ret
code_left: shl rax, cl
        ret
code_right: sar rax, cl
        ret
code_add: add rax, rcx
        ret
code_subtract: sub rax, rcx
        ret
code_multiply: imul rax, rcx
        ret
code_divide: cqo
        idiv rcx
        ret
code_remainder: cqo
        idiv rcx
        mov rax, rdx
        ret
code_compare: cmp rax, rcx
        sete al                         ; or another condition
        movzx rax, al
        ret

; The left operand while an operation is put together, and how.
reserve left_number, 8
reserve left_type, 8
reserve left_place, 8
reserve left_pushed, 8                  ; where its push was emitted, 0 if it was not
reserve operator, 8                     ; row of the table

; binary := unary {OPERATOR binary}, each binary of higher precedence than the operator before it
; in: r8 = least precedence
behind_operator:
        push r8
        call next
        jmp binary.first
binary: push r8
.first: call unary
.next:  mov rsi, operators
.find:  mov eax, [rsi]
        test eax, eax
        je .done
        cmp eax, ebp
        je .found
        add rsi, OPERATOR_SIZE
        jmp .find
.done:  pop r8
        ret
.found: mov r8d, [rsi+OPERATOR_PRECEDENCE]
        cmp r8, [rsp]
        jb .done
        mov rax, .next
        push rax
        inc r8
        mov rdi, behind_operator
        cmp r8, 3
        ja operation

; logical: && or ||. in: left operand, rsi = operator, r8 = precedence of the right operand
logical:
        mov eax, [rsi+OPERATOR_CODE]
        push rax                        ; the value that decides
        call jump_if
        push rax
        call behind_operator
        mov rax, [rsp+8]
        call jump_if
        pop rcx
        mov [rax], ecx                  ; both jumps in one chain
        pop rbx
        push rax
        xor rbx, 1
        call emit_number
        mov eax, 0
        ret
        call emit_jump
        xchg rax, [rsp]                 ; over what both jump to
        call patch
        xor rbx, 1
        call emit_number
        mov eax, 0
        ret
        pop rax
        call patch
        xor rbx, rbx
        jmp in_rax

; operation: in: left operand, rsi = operator, rdi = routine that parses the right one, r8 for it
operation:
        call both_operands
combine:
        mov rsi, [operator]
        call scalar
        cmp rsi, operator_add
        jb .typed
        cmp rsi, operator_subtract
        jbe additive
.typed: cmp dword [rsi+OPERATOR_CODE], 256
        jb compare
        mov rax, [left_type]
        or rax, r14
        test al, al
        jne fail_operator
arithmetic:
        mov rax, r15
        or rax, [left_place]
        jne .emit
        cmp rsi, operator_divide
        jb fold
.emit:  call load_both
        mov rsi, [operator]
        mov esi, [rsi+OPERATOR_CODE]
        call emit_from
in_rax: mov r14, LONG
        mov r15, RAX
        ret

compare:
        call load_both
        mov rsi, code_compare
        call emit_from
        mov rsi, [operator]
        mov al, [rsi+OPERATOR_CODE]
        mov [r13-COMPARED_LENGTH+2], al
        mov [compared], r13
        jmp in_rax

; fold: compute what is constant.
fold:   mov rax, [left_number]
        mov rcx, rbx
        mov esi, [rsi+OPERATOR_CODE]
        call run
        mov rbx, rax
        mov r14, LONG
        ret

; both_operands: parse the right operand. in: as operation   out: it, and left_...
both_operands:
        call hold
        push rsi, rbx, r14, r15, rax
        mov rsi, rdi
        call run
        pop [left_pushed], [left_place], [left_type], [left_number], [operator]
        ret

; hold: keep the operand while another one is evaluated. Changes rax, rcx, rdx only
; out: rax = where its push was emitted, or 0 if it needs none
hold:   call scalar
        xor rax, rax
        cmp r15, NONE
        je .done
        cmp r15, RBP
        je .done
        call load
        call emit_push
        lea rax, [r13-1]
.done:  ret

; load_both: the left operand to rax, the one in hand to rcx.
load_both:
        mov rcx, 8
        mov rax, [left_pushed]
        test rax, rax
        je .fixed
        inc rax
        cmp rax, r13
        jne .pop
        dec r13                         ; nothing came since: it need not be pushed
        jmp load_to
.pop:   call load_to
        mov al, 0x58                    ; pop rax
        jmp emit_byte
.fixed: call load_to
        mov rbx, [left_number]
        mov r14, [left_type]
        mov r15, [left_place]
        jmp load

; additive: + and -. A pointer counts in steps, so what is added to it is multiplied first.
additive:
        cmp byte [left_type], 0
        je .numbers
        push [left_type]                ; the result's, if the right operand is a number
        test r14b, r14b
        jne distance
        push r14
        mov r14, [left_type]
        call step_size
        pop r14
        cmp rax, 1
        je .added
        cmp r15, NONE
        je .constant
        push rax
        call load
        pop rbx
        call emit_number
        byte 0x48, 0x69, 0xC0, 0, 0, 0, 0       ; imul rax, 0
        ret
        xor rbx, rbx
.added: mov rsi, [operator]
        call arithmetic
        pop r14
        ret
.constant:
        imul rbx, rax
        jmp .added
.numbers:
        test r14b, r14b
        je arithmetic
        jmp fail_operator

; distance: the difference of two pointers, in steps.
distance:
        cmp rsi, operator_add
        je fail_operator
        pop rax
        call step_size
        push rax
        call load_both
        mov rsi, code_subtract
        call emit_from
        pop rbx
        call emit_number
        mov ecx, 0
        ret
        xor rbx, rbx
        mov rsi, code_divide
        call emit_from
        jmp in_rax

; step_size: out: rax = what adding 1 to a value of type r14 adds to the number
step_size:
        mov rax, 1
        test r14b, r14b
        je .done
        dec r14
        call size_of
        inc r14
.done:  ret

; expression and assignment are the same, as there is no comma operator.
; assignment := conditional [("=" | OPERATOR "=") assignment]
behind_assign:
        call next
assignment:
        call conditional
        mov rdi, behind_assign
        cmp rbp, '='
        je assign
        mov rsi, operators
.find:  cmp dword [rsi], 0
        je .done
        cmp [rsi+OPERATOR_ASSIGN], ebp
        je update
        add rsi, OPERATOR_SIZE
        jmp .find
.done:  ret

; assign: the left operand is the address.
assign: call address
        call both_operands
        call load
        mov rbx, [left_number]
        mov r14, [left_type]
        mov r15, [left_place]
        dec r14
        or r15, MEMORY
; store_back: store rax; an address that once was in rax was pushed.
store_back:
        cmp r15, RAX+MEMORY
        jne store
        mov al, 0x59                    ; pop rcx
        call emit_byte
        mov r15, RCX+MEMORY
        jmp store

; update: in: left operand, rsi = operator, rdi = routine that parses the right one
update: test r15, MEMORY
        je fail_memory
        push rbx, r14, r15
        cmp r15, RAX+MEMORY
        jne .load
        call emit_push
.load:  call operation
        call load
        pop r15, r14, rbx
        jmp store_back

; increment, decrement: out: the operand is the new value
increment:
        mov rsi, operator_add
        jmp step
decrement:
        mov rsi, operator_subtract
step:   mov rdi, one
        jmp update

; one: as a routine that parses a right operand
one:    mov rbx, 1
        mov r14, LONG
        mov r15, NONE
        ret
