; operator.asm: binary operators and assignment. It must never change the order of side effects:
; the left side is evaluated before the right one.
;
; The left operand is loaded and pushed while the right one is evaluated, unless it is a fixed
; number or address. If then the right one turns out to need no code, the push is taken back.

; A row of the table: token, token of its assignment or 0, precedence, code.
OPERATOR_TOKEN = 0
OPERATOR_ASSIGN = 4
OPERATOR_PRECEDENCE = 8
OPERATOR_CODE = 12                      ; for || and &&: 1 or 0, the value that decides
OPERATOR_SIZE = 16

ADDITIVE = 9                            ; precedences
AND_AND = 2
EQUALITY = 6
RELATION = 7

operators:
        dword T_OR_OR, 0, 1, 1
        dword T_AND_AND, 0, AND_AND, 0
        dword '|', '|'+ASSIGNING, 3, code_or
        dword '^', '^'+ASSIGNING, 4, code_xor
        dword '&', '&'+ASSIGNING, 5, code_and
        dword T_EQUAL, 0, EQUALITY, code_equal
        dword T_NOT_EQUAL, 0, EQUALITY, code_not_equal
        dword '<', 0, RELATION, code_less
        dword '>', 0, RELATION, code_greater
        dword T_LESS_EQUAL, 0, RELATION, code_less_equal
        dword T_GREATER_EQUAL, 0, RELATION, code_greater_equal
        dword T_LEFT, T_LEFT+ASSIGNING*256, 8, code_left
        dword T_RIGHT, T_RIGHT+ASSIGNING*256, 8, code_right
operator_add:
        dword '+', '+'+ASSIGNING, ADDITIVE, code_add
        dword '-', '-'+ASSIGNING, ADDITIVE, code_subtract
        dword '*', '*'+ASSIGNING, 10, code_multiply
operator_divide:
        dword '/', '/'+ASSIGNING, 10, code_divide
        dword '%', '%'+ASSIGNING, 10, code_remainder
        dword 0

; The code: left operand in rax, right one in rcx, result to rax. It is appended to the output, or,
; if both operands are constant, called at once.
code_or:        or rax, rcx
        ret
code_xor:       xor rax, rcx
        ret
code_and:       and rax, rcx
        ret
code_equal:     cmp rax, rcx
        sete al
        movzx rax, al
        ret
code_not_equal: cmp rax, rcx
        setne al
        movzx rax, al
        ret
code_less:      cmp rax, rcx
        setl al
        movzx rax, al
        ret
code_greater:   cmp rax, rcx
        setg al
        movzx rax, al
        ret
code_less_equal: cmp rax, rcx
        setle al
        movzx rax, al
        ret
code_greater_equal: cmp rax, rcx
        setge al
        movzx rax, al
        ret
code_left:      shl rax, cl
        ret
code_right:     sar rax, cl
        ret
code_add:       add rax, rcx
        ret
code_subtract:  sub rax, rcx
        ret
code_multiply:  imul rax, rcx
        ret
code_divide:    cqo
        idiv rcx
        ret
code_remainder: cqo
        idiv rcx
        mov rax, rdx
        ret

; The left operand while an operation is put together, and how.
reserve left_number, 8
reserve left_type, 8
reserve left_place, 8
reserve left_pushed, 8                  ; where its push was emitted, 0 if it was not
reserve operator, 8                     ; row of the table
reserve scale, 8                        ; bytes that 1 stands for, when added to a pointer

; binary := unary {OPERATOR binary}, each binary of higher precedence than the operator before it
; in: rdi = least precedence
binary: push rdi
        call unary
.next:  mov rsi, operators
.find:  mov eax, [rsi]
        test eax, eax
        je .done
        cmp eax, ebp
        je .found
        add rsi, OPERATOR_SIZE
        jmp .find
.found: mov edi, [rsi+OPERATOR_PRECEDENCE]
        cmp rdi, [rsp]
        jb .done
        inc rdi
        mov rax, .next
        push rax
        cmp rdi, AND_AND+1
        jbe logical
        mov rdx, binary
        jmp operation
.done:  pop rdi
        ret

; logical: && or ||. in: left operand, rsi = operator, rdi = precedence of the right operand
logical:
        push rsi, rdi
        mov eax, [rsi+OPERATOR_CODE]
        call jump_if
        push rax
        call next
        mov rdi, [rsp+8]
        call binary
        mov rsi, [rsp+16]
        mov eax, [rsi+OPERATOR_CODE]
        call jump_if
        pop rcx, rdi, rsi
        call join
        mov rbx, rax
        mov r14, LONG
        mov r15d, [rsi+OPERATOR_CODE]
        add r15, LOGIC
        ret

; operation: in: left operand, rsi = operator, rdx = routine that parses the right operand, rdi for it
operation:
        push rsi, rdx, rdi
        call next
        call hold
        pop rdi, rdx
        push rbx, r14, r15, rax
        call rdx
        pop rax, [left_place], [left_type], [left_number], [operator]
        mov [left_pushed], rax
        mov rsi, [operator]
        cmp dword [rsi+OPERATOR_PRECEDENCE], ADDITIVE
        je additive
        call scalar
        cmp dword [rsi+OPERATOR_PRECEDENCE], EQUALITY
        je .typed
        cmp dword [rsi+OPERATOR_PRECEDENCE], RELATION
        je .typed
        mov rax, [left_type]
        or rax, r14
        test al, al
        jne fail_pointer
.typed: mov rax, r15
        or rax, [left_place]
        jne .emit
        call fold
        je .done
.emit:  call load_both
        mov rsi, [operator]
        mov ecx, [rsi+OPERATOR_PRECEDENCE]
        mov esi, [rsi+OPERATOR_CODE]
        call emit_from
        cmp rcx, EQUALITY
        je .compared
        cmp rcx, RELATION
        jne .done
.compared:
        mov [compared], r13
.done:  mov r14, LONG
        ret

; fold: compute a constant, but no division by 0 or -1. out: "equal" if it is done
fold:   cmp rsi, operator_divide
        jb .safe
        lea rax, [rbx+1]
        cmp rax, 1
        jbe .leave
.safe:  mov rax, [left_number]
        mov rcx, rbx
        mov esi, [rsi+OPERATOR_CODE]
        call rsi
        mov rbx, rax
        cmp rax, rax
        ret
.leave: test rsp, rsp
        ret

; hold: keep the operand while another one is evaluated.
; out: rax = where its push was emitted, or 0 if it needs none
hold:   call scalar
        xor rax, rax
        cmp r15, NONE
        je .done
        cmp r15, RBP
        je .done
        call load
        mov rax, r13
        push rax
        mov al, 0x50                    ; push rax
        call emit_byte
        pop rax
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

; additive: + and -, of numbers and pointers. in: operands, rsi = operator
additive:
        call scalar
        test r14b, r14b
        jne .right_pointer
        push r14
        mov r14, [left_type]
        call step_size
        mov [scale], rax
        test r14b, r14b
        jne .pointer
        mov r14, LONG
.pointer:
        xchg r14, [rsp]                 ; the result's type waits on the stack
        cmp r15, NONE
        je .constant
        cmp qword [left_place], NONE
        jne .any
        cmp dword [rsi], '+'
        jne .any
        movsxd rax, dword [left_number]
        cmp rax, [left_number]
        jne .any
        call load                       ; an index of a global array: the address stays a number
        call scale_rax
        mov rbx, [left_number]
        pop r14
        ret
.any:   call load_both
        call scale_rcx
        mov rsi, [operator]
.emit:  mov esi, [rsi+OPERATOR_CODE]
        call emit_from
        pop r14
        ret
.constant:                              ; it becomes part of the number, no code is needed
        imul rbx, [scale]
        cmp dword [rsi], '-'
        jne .add
        neg rbx
.add:   mov rcx, rbx
        add rbx, [left_number]
        cmp qword [left_place], NONE
        je .keep
        call fits
        mov rbx, rcx
        mov rsi, operator_add
        jne .large
        add rbx, [left_number]
.keep:  mov r15, [left_place]
        pop r14
        mov rax, [left_pushed]
        test rax, rax
        je .done
        mov r13, rax
.done:  ret
.large: push rsi
        call load_both
        pop rsi
        jmp .emit
.right_pointer:
        push r14
        call step_size
        mov [scale], rax
        cmp dword [rsi], '-'
        je .distance
        cmp byte [left_type], 0
        jne fail_pointer
        call load_both
        call emit
        xchg rax, rcx
        ret
        jmp .number_first
.distance:
        pop rax
        cmp byte [left_type], 0
        je fail_pointer
        call load_both
        mov rsi, code_subtract
        call emit_from
        mov r14, LONG
        mov rbx, [scale]
        call emit_number
        mov ecx, 0
        ret
        xor rbx, rbx
        mov rsi, code_divide
        jmp emit_from
.number_first:
        call scale_rcx
        mov rsi, operator_add
        jmp .emit

; step_size: out: rax = what adding 1 to a value of type r14 adds to the number
step_size:
        mov rax, 1
        test r14b, r14b
        jne element_size
        ret

; scale_rax, scale_rcx: emit a multiplication of an index.
scale_rax:
        mov rbx, [scale]
        cmp rbx, 1
        je scaled
        call emit_number
        imul rax, 0
        ret
        jmp scaled
scale_rcx:
        mov rbx, [scale]
        cmp rbx, 1
        je scaled
        call emit_number
        imul rcx, 0
        ret
scaled: xor rbx, rbx
        ret

; expression and assignment are the same, as there is no comma operator.
; assignment := conditional [("=" | OPERATOR "=") assignment]
assignment:
        cmp rsp, [stack_end]
        jb fail_nesting
        call conditional
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

; assign: "=" assignment. An address in rax is pushed, as hold does with values.
assign: call lvalue
        xor rcx, rcx
        cmp r15, RAX+MEMORY
        jne .place
        push r13
        mov al, 0x50                    ; push rax
        call emit_byte
        pop rcx
.place: push rbx, r14, r15, rcx
        call next
        call assignment
        pop rcx
        test rcx, rcx
        je .load
        lea rdx, [rcx+1]
        cmp rdx, r13
        jne .pop
        mov r13, rcx                    ; nothing came since
        call emit
        mov rcx, rax
        ret
        call load
        jmp .store
.pop:   call load
        mov al, 0x59                    ; pop rcx
        call emit_byte
        jmp .store
.load:  call load
.store: pop r15, r14, rbx
        jmp store_back

; update: OPERATOR "=" assignment. in: rsi = operator
update: call lvalue
        push rbx, r14, r15, rsi
        cmp r15, RAX+MEMORY
        jne .load
        mov al, 0x50                    ; push rax
        call emit_byte
.load:  call load
        pop rsi
        mov rdx, assignment
        call operation
        call load
        pop r15, r14, rbx
        cmp r15, RAX+MEMORY
        jne store
        mov al, 0x59                    ; pop rcx
        call emit_byte
; store_back: store to a place whose rax is now in rcx.
store_back:
        cmp r15, RAX+MEMORY
        jne store
        mov r15, RCX+MEMORY
        jmp store

; step: ++ or --. in: operand, rax = 1 or -1   out: operand = new value, stepped = what was added
reserve stepped, 8

step:   call lvalue
        cmp r15, RAX+MEMORY
        jne .place
        push rax
        call emit
        mov rcx, rax
        ret
        pop rax
        mov r15, RCX+MEMORY
.place: push rbx, r14, r15, rax
        call load
        call step_size
        pop rbx
        imul rbx, rax
        mov [stepped], rbx
        call load                       ; which adds it
        pop r15, r14, rbx
        jmp store
