; expression.asm: expressions, by recursive descent: each routine parses what its production says
; and leaves its operand in hand. It must never be called with an operand that still is needed.

; constant := conditional, whose value is known and that needs no code. out: rbx, r14
constant:
        push r13
        call conditional
        pop rax
        cmp rax, r13
        jne fail_constant
        cmp r15, NONE
        jne fail_constant
        jmp scalar

; conditional := binary ["?" expression ":" conditional]
conditional:
        mov rdi, 1
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
unary:  cmp rsp, [stack_end]
        jb fail_nesting
        mov rsi, unary_operators
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
        push rax
        call next
        call unary
        ret                             ; to the operator's routine

unary_operators:                        ; token, routine
        dword '(', 0, T_SIZEOF, 0, T_INCREMENT, increment, T_DECREMENT, decrement
        dword '*', dereference, '&', address, '-', negate, '+', plus, '!', logical_not, '~', complement, 0

; sizeof := "sizeof" "(" type ")"
sizeof: call next
        mov rax, '('
        call expect
        call type
        mov rax, ')'
        call expect
        call size_of
        mov rbx, rax
        mov r14, LONG
        mov r15, NONE
        ret

; parenthesis := "(" type ")" unary | postfix that starts with "(" expression ")"
parenthesis:
        call next
        call is_type
        ja .group
        call type
        mov rax, ')'
        call expect
        push r14
        call unary
        pop rax
        jmp cast
.group: call assignment
        mov rax, ')'
        call expect
        jmp suffixes

; cast: in: rax = type
cast:   cmp rax, VOID
        je .void
        push rax
        call scalar
        test r15, MEMORY+LOGIC
        je .convert
        call load
.convert:
        pop r14
        call scalar
        jmp narrow
.void:  push rax
        call discard
        pop r14
        mov r15, RAX
        ret

increment:
        mov rax, 1
        jmp step
decrement:
        mov rax, -1
        jmp step

; dereference: the operand becomes the memory it points to.
dereference:
        test r14b, r14b
        je fail_not_pointer
        test r15, MEMORY+LOGIC
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
        je fail_address
        inc r14
        and r15, 3
        ret

; number_only: the operand must be a number. out: "equal" if it is constant, else it is in rax
number_only:
        call scalar
        test r14b, r14b
        jne fail_pointer
        cmp r15, NONE
        je .done
        call load
        test rsp, rsp
.done:  mov r14, LONG
        ret

negate: call number_only
        je .constant
        call emit
        neg rax
        ret
        ret
.constant:
        neg rbx
        ret

complement:
        call number_only
        je .constant
        call emit
        not rax
        ret
        ret
.constant:
        not rbx
plus:   ret

; logical_not: the value 1 if the operand is 0, else 0.
logical_not:
        call scalar
        cmp r15, LOGIC
        jae .logic
        cmp r15, NONE
        je .constant
        mov rax, 1
        call jump_if                    ; as x && ... would, but the other way round
        mov rbx, rax
        mov r14, LONG
        mov r15, LOGIC
        ret
.logic: xor r15, 1
        ret
.constant:
        mov r14, LONG
        cmp rbx, 1                      ; "below" only for 0
        sbb rbx, rbx
        neg rbx
        ret

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
        mov rax, 1
        cmp rbp, T_INCREMENT
        je step_after
        neg rax
        cmp rbp, T_DECREMENT
        je step_after
        ret

index:  test r14b, r14b
        je fail_not_pointer
        mov rsi, operator_add
        mov rdx, assignment
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
        jne fail_zeroes
        and r15, 3
        or r15, [rsi+MEMBER_PLACE]
        mov r14, [rsi+MEMBER_TYPE]
        call next
        jmp suffixes

; step_after: in: rax = 1 or -1. The old value is the new one less the step.
step_after:
        call step
        sub rbx, [stepped]
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
        push rsi
        call next
        pop rsi
        cmp rbp, '('
        je call_function
        cmp r15, FUNCTION
        je fail_called
        ret

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

; call_function: arguments are pushed from left to right, the caller takes them off again. The result is in rax.
; in: rsi = symbol, current token is "("
call_function:
        cmp r15, FUNCTION
        jne fail_not_function
        push rsi, 0                     ; number of arguments
        call next
        cmp rbp, ')'
        je .end
.next:  call assignment
        call load
        mov al, 0x50                    ; push rax
        call emit_byte
        inc qword [rsp]
        mov rax, ','
        call accept
        je .next
.end:   pop rbx, rsi
        cmp rbx, [rsi+SYMBOL_NUMBER]
        jne fail_arguments
        push rsi, rbx
        mov rax, ')'
        call expect
        pop rbx, rsi
        call emit_call_of
        mov r14, [rsi+SYMBOL_TYPE]
        shl rbx, 3
        je .done
        call emit_number
        add rsp, 0
        ret
.done:  xor rbx, rbx
        mov r15, RAX
        jmp suffixes

; emit_call_of: in: rsi = function's symbol, which is kept
emit_call_of:
        call emit_call
        mov rdx, [rsi+SYMBOL_CODE]
        test rdx, rdx
        jne patch_to
        mov rcx, [rsi+SYMBOL_CHAIN]
        mov [rax], ecx
        mov [rsi+SYMBOL_CHAIN], rax
        test rcx, rcx
        jne .done
        mov rax, [token_line]
        mov [rsi+SYMBOL_LINE], eax
        mov rax, [source]
        mov [rsi+SYMBOL_SOURCE], eax
.done:  ret
