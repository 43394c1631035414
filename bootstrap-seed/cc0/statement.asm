; statement.asm: statements. Jumps to places not yet known wait in chains. It must never leave a
; chain that nothing patches.

CASE_LIMIT = 4000                       ; cases of all switches around a statement

CASE_VALUE = 0
CASE_CODE = 8                           ; its code in the output
CASE_SIZE = 16

NOWHERE = -1

reserve break_chain, 8                  ; jumps of break, NOWHERE outside loops and switches
reserve continue_chain, 8               ; jumps of continue
reserve cases, CASE_LIMIT*CASE_SIZE
reserve case_next, 8                    ; where the next case goes
reserve case_first, 8                   ; first of the innermost switch, 0 outside
reserve default_code, 8                 ; its default's code, or 0
reserve result_type, 8                  ; of the function

; block := "{" {local | statement} "}"
block:  mov rax, '{'
        call expect
        call open_scope
        push rax
.next:  mov rax, '}'
        cmp rbp, rax
        je .end
        mov rax, .next
        push rax
        call is_type
        jbe local
        jmp statement
.end:   pop rax
        call close_scope
        jmp next

; statement := block | ";" | expression ";" | one that starts with a keyword
statement:
        cmp rbp, '{'
        je block
        cmp rbp, ';'
        je next
        lea rax, [rbp-T_IF]
        cmp rax, T_DEFAULT-T_IF
        ja .expression
        push [statements+rax*8]
        jmp next                        ; and from there to the statement's routine
.expression:
        call assignment
        jmp semicolon

statements:                             ; in the order of keywords
        qword if_statement, while_statement, do_statement, for_statement, return_statement
        qword break_statement, continue_statement, switch_statement, case_label, default_label

; condition := "(" expression ")"     out: rax = chain of the jump taken if it is 0
condition:
        call expect_open
        call assignment
        xor rax, rax
        call jump_if
        push rax
        call expect_close
        pop rax
        ret

; if_statement := "if" condition statement ["else" statement]
if_statement:
        call condition
        push rax
        call statement
        mov rax, T_ELSE
        call accept
        jne .end
        call emit_jump
        xchg rax, [rsp]                 ; over the second statement
        call patch
        call statement
.end:   pop rax
        jmp patch

; begin_loop: no break or continue yet. The chains outside, and where the loop begins, go to the
; stack.
begin_loop:
        pop rax
        push [break_chain], [continue_chain], r13
        mov qword [break_chain], 0
        mov qword [continue_chain], 0
        push rax
        ret

; while_statement := "while" condition statement
while_statement:
        call begin_loop
        call condition
        mov [break_chain], rax
; end_loop: the body, where continue jumps to the place on top of the stack, and break to the end.
end_loop:
        call statement
        pop rdx
        mov rax, [continue_chain]
        call patch_to
        call emit_jump_to
leave_loop:
        mov rax, [break_chain]
        call patch
        pop [continue_chain], [break_chain]
        ret

; do_statement := "do" statement "while" condition ";"
do_statement:
        call begin_loop
        call statement
        mov rax, T_WHILE
        call expect
        mov rax, [continue_chain]
        call patch
        call condition
        pop rdx
        push rax
        call emit_jump_to
        call semicolon
        pop rax
        call patch
        jmp leave_loop

; for_statement := "for" "(" [expression] ";" [expression] ";" [expression] ")" statement
; The third expression stands before the body: two jumps more, but no parsing twice.
for_statement:
        call expect_open
        mov rax, ';'
        call optional_expression
        call begin_loop                 ; at the second expression
        mov rax, ';'
        call optional_expression
        xor rax, rax
        cmp r15, NOWHERE
        je .endless
        call jump_if
.endless:
        mov [break_chain], rax
        call emit_jump                  ; to the body
        pop rdx
        push r13, rax, rdx              ; continue goes to the third expression
        mov rax, ')'
        call optional_expression
        pop rdx
        call emit_jump_to
        pop rax
        call patch
        jmp end_loop

; optional_expression := [expression] and the token in rax. out: r15 = NOWHERE if it is not there
optional_expression:
        mov r15, NOWHERE
        cmp rbp, rax
        je next
        push rax
        call assignment
        pop rax
        jmp expect

; return_statement := "return" [expression] ";"
return_statement:
        cmp rbp, ';'
        je .plain
        cmp qword [result_type], VOID
        je fail_result
        call assignment
        mov rax, [result_type]
        call cast
        call load
.plain: call emit_return
        jmp semicolon

emit_return:
        call emit
        leave
        ret
        jmp emit_ret

; break_statement := "break" ";"        continue_statement := "continue" ";"
break_statement:
        mov rsi, break_chain
        jmp jump_out
continue_statement:
        mov rsi, continue_chain
jump_out:
        cmp qword [rsi], NOWHERE
        je fail_outside
        mov al, 0xE9                    ; jmp
        call emit_chained
        jmp semicolon

; switch_statement := "switch" "(" expression ")" statement
; The body comes first, and notes its cases; after it the value is compared with each of them.
switch_statement:
        call expect_open
        call assignment
        call load
        call expect_close
        push [break_chain], [case_first], [default_code]
        mov qword [break_chain], 0
        mov qword [default_code], 0
        mov rax, [case_next]
        mov [case_first], rax
        call emit_jump
        push rax                        ; to the comparisons
        call statement
        mov al, 0xE9                    ; jmp over them
        mov rsi, break_chain
        call emit_chained
        pop rax
        call patch
        call emit_cases
        mov rdx, [default_code]
        test rdx, rdx
        je .end
        call emit_jump_to
.end:   mov rax, [case_first]
        mov [case_next], rax
        mov rax, [break_chain]
        call patch
        pop [default_code], [case_first], [break_chain]
        ret

; emit_cases: compare rax with each case of the innermost switch.
emit_cases:
        mov rsi, [case_first]
.next:  cmp rsi, [case_next]
        je .done
        push rsi
        mov rbx, [rsi+CASE_VALUE]
        call emit_number
        cmp rax, 0
        ret
        mov al, 0x0F
        call emit_byte
        mov al, 0x84                    ; je
        call emit_relative
        pop rsi
        mov rdx, [rsi+CASE_CODE]
        call patch_to
        add rsi, CASE_SIZE
        jmp .next
.done:  ret

; case_label := "case" constant ":" statement
case_label:
        call constant
        mov rdi, [case_first]
        test rdi, rdi
        je fail_outside
        call fits
        jne fail_case
.next:  cmp rdi, [case_next]
        je .new
        cmp [rdi+CASE_VALUE], rbx
        je fail_case
        add rdi, CASE_SIZE
        jmp .next
.new:   cmp rdi, cases+CASE_LIMIT*CASE_SIZE
        jae fail_cases
        mov [rdi+CASE_VALUE], rbx
        mov [rdi+CASE_CODE], r13
        add qword [case_next], CASE_SIZE
        jmp labelled

; default_label := "default" ":" statement
default_label:
        cmp qword [case_first], 0
        je fail_outside
        cmp qword [default_code], 0
        jne fail_case
        mov [default_code], r13
labelled:
        mov rax, ':'
        call expect
        jmp statement
