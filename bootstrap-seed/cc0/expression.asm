; expression.asm: expressions, by recursive descent: each routine parses what its production says
; and leaves its operand in hand. It must never be called with an operand that still is needed.

; constant := conditional     which needs no code. out: rbx, r14
constant:
        call conditional
        cmp r15, NONE
        jne fail_constant
        jmp scalar

; conditional := binary ["?" expression ":" conditional]
conditional:
        mov r8, 1
        call binary
        mov rax, '?'
        call accept
        jne .done
        xor rax, rax
        call jump_if
        push rax                        ; to the second value
        call assignment
        call load
        mov rax, ':'
        call expect
        call emit_jump
        xchg rax, [rsp]                 ; to the end
        call patch
        push r14
        call conditional
        call load
        pop rax
        test al, al                     ; a pointer beside a 0 gives its type
        je .second
        mov r14, rax
.second:
        pop rax
        call patch
.done:  ret

; unary := "(" type ")" unary | "sizeof" "(" type ")" | "++" unary | "--" unary
;        | ("*" | "&" | "-" | "+" | "!" | "~") unary | postfix
unary:  mov rsi, unary_operators
.next:  mov eax, [rsi]
        test eax, eax
        je postfix
        cmp eax, ebp
        je .found
        add rsi, 8
        jmp .next
.found: mov eax, [rsi+4]
        cmp rbp, '('
        je parenthesis
        cmp rbp, T_SIZEOF
        je sizeof
        push rax                        ; the operator's routine, where unary will return to
        call next
        jmp unary

unary_operators:                        ; token, routine
        dword '(', 0, T_SIZEOF, 0, T_INCREMENT, increment, T_DECREMENT, decrement
        dword '*', dereference, '&', address, '-', negate, '+', plus, '!', invert
        dword '~', complement, 0

; sizeof := "sizeof" "(" type ")"
sizeof: call next
        call expect_open
        call type
        call expect_close
        call size_of
        mov rbx, rax
        mov r14, LONG
        mov r15, NONE
        ret

; parenthesis := "(" type ")" unary | "(" expression ")" {suffix}
parenthesis:
        call next
        call is_type
        ja .group
        call type
        call expect_close
        push r14
        call unary
        pop rax
        jmp cast
.group: call assignment
        call expect_close
        jmp suffixes

; cast: in: rax = type
cast:   push rax
        call scalar
        test r15, MEMORY
        je .convert
        call load
.convert:
        pop r14
        call scalar
        jmp narrow

; dereference: the operand becomes the memory it points to.
dereference:
        test r14b, r14b
        je fail_pointer
        test r15, MEMORY
        jne .load
        call fits
        je .memory
.load:  call load
.memory:
        dec r14
        or r15, MEMORY
        ret

address:
        test r15, MEMORY
        je fail_memory
        inc r14
        xor r15, MEMORY
        ret

; negate, complement: -x is 0 - x, and ~x is -1 - x.
negate: xor rax, rax
        jmp subtract_from
complement:
        mov rax, -1
subtract_from:
        mov [left_number], rax
        mov qword [left_type], LONG
        mov qword [left_place], NONE
        mov qword [left_pushed], 0
        mov qword [operator], operator_subtract
        jmp combine

invert: call load
        call emit
        test rax, rax
        sete al
        movzx rax, al
        ret
        mov [compared], r13
        jmp in_rax

plus:   call load
        jmp in_rax

; postfix := primary {suffix}
; suffix := "[" expression "]" | "." NAME | "->" NAME | "++" | "--"
postfix:
        call primary
suffixes:
        cmp rbp, '['
        je index
        cmp rbp, '.'
        je member_of
        cmp rbp, T_ARROW
        je member_at
        mov rsi, operator_add
        cmp rbp, T_INCREMENT
        je step_after
        mov rsi, operator_subtract
        cmp rbp, T_DECREMENT
        je step_after
        ret

index:  mov rsi, operator_add
        mov rdi, behind_assign
        call operation
        mov rax, ']'
        call expect
        call dereference
        jmp suffixes

member_at:
        call dereference
member_of:
        test r15, MEMORY
        je fail_struct
        cmp r14, LONG
        jbe fail_struct
        test r14b, r14b
        jne fail_struct
        call next
        cmp rbp, T_NAME
        jne fail_name
        mov rdi, r14
        shr rdi, 8
        mov rax, [token_value]
        call find_member
        test rsi, rsi
        je fail_member
        add rbx, [rsi+MEMBER_OFFSET]
        call fits
        jne fail_size
        and r15, 3
        or r15, [rsi+MEMBER_PLACE]
        mov r14, [rsi+MEMBER_TYPE]
        call next
        jmp suffixes

; step_after: ++ or -- in rsi. The old value is the new one less the step.
step_after:
        push rsi
        call step
        call step_size
        pop rsi
        cmp rsi, operator_subtract
        je .add
        neg rax
.add:   add rbx, rax
        call narrow
        call next
        jmp suffixes

; primary := NUMBER | STRING | NAME | NAME "(" [assignment {"," assignment}] ")"
primary:
        cmp rbp, T_NUMBER
        je number
        cmp rbp, T_STRING
        je string_constant
        cmp rbp, T_NAME
        jne fail_expression
        mov rax, [token_value]
        mov rsi, [rax+NAME_SYMBOL]
        test rsi, rsi
        je fail_undeclared
        mov rbx, [rsi+SYMBOL_NUMBER]
        mov r14, [rsi+SYMBOL_TYPE]
        mov r15, [rsi+SYMBOL_PLACE]
        cmp r15, FUNCTION
        je function_call
        jmp next

number: mov rbx, [token_value]
        mov r14, LONG
        mov r15, NONE
        jmp next

string_constant:
        call place_string
        push rax
        call next
        pop rbx
        mov r14, CHAR+1
        mov r15, NONE
        ret

; function_call := NAME "(" [assignment {"," assignment}] ")"
; The caller makes room for the arguments, the first at the lowest address, and takes it back.
; in: rsi = symbol
function_call:
        cmp qword [rsi+SYMBOL_CALLED], 0
        jne .called
        mov rax, [token_text]
        mov [rsi+SYMBOL_CALLED], rax
.called:
        xor rax, rax
        push rsi, rax                   ; where the next argument goes
        mov rbx, [rsi+SYMBOL_NUMBER]
        call emit_number
        sub rsp, 0
        ret
        call next
        cmp rbp, '('
        jne fail_function
        call next
        cmp rbp, ')'
        je .end
.next:  call assignment
        call load
        mov rbx, [rsp]
        call emit_number
        mov [rsp+0], rax
        ret
        add qword [rsp], 8
        mov rax, ','
        call accept
        je .next
.end:   pop rbx, rsi
        cmp rbx, [rsi+SYMBOL_NUMBER]
        jne fail_arguments
        mov r14, [rsi+SYMBOL_TYPE]
        mov r15, RAX
        call emit_call_of
        call emit_number
        add rsp, 0
        ret
        xor rbx, rbx
        call expect_close
        jmp suffixes

; emit_call_of: in: rsi = function's symbol
emit_call_of:
        mov al, 0xE8                    ; call
        mov rdx, [rsi+SYMBOL_CODE]
        add rsi, SYMBOL_CHAIN
        test rdx, rdx
        je emit_chained
        call emit_relative
        jmp patch_to
