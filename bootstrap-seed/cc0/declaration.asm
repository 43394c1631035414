; declaration.asm: what stands outside functions, and local variables. Addresses of data are final
; at once: it must never move what it has placed.

DATA_AT = 0x600000                      ; where initialised data goes, in the compiled program
ZEROES_AT = 0x800000                    ; and what starts as zeroes
ZEROES_LIMIT = 0x70000000               ; its end
DATA_LIMIT = ZEROES_AT-DATA_AT
FRAME_LIMIT = 1024*1024                 ; bytes of a function's local variables
INITIALISER_LIMIT = 16384               ; elements of an array
PARAMETERS_LIMIT = 8*8                  ; bytes of parameters

reserve data, DATA_LIMIT
reserve data_used, 8
reserve zeroes_end, 8                   ; first free address after what starts as zeroes
reserve frame, 8                        ; bytes of the local variables so far
reserve initialisers, INITIALISER_LIMIT*8

; unit := {";" | enumeration | structure | ["static"] type declarator (function | variable)}
unit:   mov qword [zeroes_end], ZEROES_AT
        mov qword [case_next], cases
        mov qword [break_chain], NOWHERE
        mov qword [continue_chain], NOWHERE
.next:  test rbp, rbp
        je .done
        mov rax, .next
        push rax
        cmp rbp, T_ENUM
        je enumeration
        cmp rbp, ';'
        je next
        mov rax, T_STATIC
        call accept
        call base_type
        cmp rbp, '{'
        je .structure
        call declarator
        cmp rbp, '('
        je function
        jmp variable
.structure:
        mov rdi, r14
        shr rdi, 8
        cmp rdi, 2
        ja structure
        jmp fail_name
.done:  ret

; enumeration := "enum" "{" NAME ["=" constant] {"," NAME ["=" constant]} [","] "}" ";"
enumeration:
        call next
        mov rax, '{'
        call expect
        xor rbx, rbx
.next:  push rbx
        call take_name
        push rax
        mov rax, '='
        call accept
        jne .plain
        call constant
        mov [rsp+8], rbx
.plain: pop rax, rbx
        mov r14, LONG
        mov r15, NONE
        call declare
        inc rbx
        cmp rbp, '}'
        je .end
        mov rax, ','
        call expect
        cmp rbp, '}'
        jne .next
.end:   call next
        jmp semicolon

; variable := ["=" initialiser] ";"     of what was just declared
variable:
        mov rax, '='
        cmp rbp, rax
        je .initialised
        call declared_size
        mov rbx, [zeroes_end]
        call align
        add rax, rbx
        cmp rax, ZEROES_LIMIT
        ja fail_size
        mov [zeroes_end], rax
        call declare_object
        jmp semicolon
.initialised:
        push [declared_name], [declared_count], r14
        call next
        call initialiser
        pop r14, [declared_count], [declared_name]
        mov rbx, rax
        call declare_object
        jmp semicolon

; declare_object: declare a variable. in: rbx = address, r14 = type
declare_object:
        mov r15, NONE
; declare_placed: the same, but in: r15 = place, rbx = number
declare_placed:
        call declared_place
        mov rax, [declared_name]
        jmp declare

; initialiser := constant                                              of a variable
;             | STRING | "{" constant {"," constant} [","] "}"          of an array declared with []
; in: r14 = type, declared_count   out: rax = address of the data
initialiser:
        xor rdi, rdi                    ; number of elements
        cmp qword [declared_count], 0
        je .variable
        jg fail_initialiser
        cmp rbp, '{'
        je .list
        cmp rbp, T_STRING
        jne fail_initialiser
        cmp r14, CHAR
        jne fail_initialiser
        call string_constant
        mov rax, rbx
        ret
.variable:
        call element
        jmp place_elements
.list:  cmp r14, CHAR
        je fail_initialiser
        push r14
        call next
        pop r14
        xor rdi, rdi
.next:  call element
        cmp rbp, '}'
        je .end
        push rdi
        mov rax, ','
        call expect
        pop rdi
        cmp rbp, '}'
        jne .next
.end:   push rdi
        call next
        pop rdi

; place_elements: in: initialisers, rdi = their number, r14 = type   out: rax = address
place_elements:
        call scalar
        mov rcx, rdi
        mov rax, [data_used]
        add rax, 7
        and rax, -8
        lea rdi, [data+rax]
        lea rdx, [rax+rcx*8]
        mov [data_used], rdx
        cmp rdx, DATA_LIMIT
        ja fail_data
        mov rsi, initialisers
        rep movsq                       ; a char is the first byte of 8
        add rax, DATA_AT
        ret

; element: a constant. in: rdi = its index   out: rdi = the next index; r14 kept
element:
        push r14, rdi
        call constant
        pop rdi, r14
        cmp rdi, INITIALISER_LIMIT
        jae fail_initialisers
        mov [initialisers+rdi*8], rbx
        inc rdi
        ret

; place_string: add the string just read, and a zero byte, to the data. out: rax = its address
place_string:
        mov rcx, [token_value]
        mov rax, [data_used]
        lea rdx, [rax+rcx+1]
        mov [data_used], rdx
        cmp rdx, DATA_LIMIT
        ja fail_data
        lea rdi, [data+rax]
        mov rsi, string
        rep movsb
        add rax, DATA_AT
        ret

; function := "(" ("void" | [parameter {"," parameter}]) ")" (";" | block)
; Parameters lie where the caller put them, the first at rbp+16.
function:
        cmp qword [declared_count], 0
        jne fail_array
        call declare_function
        push rdi
        call next
        call open_scope
        push rax
        call parameters
        call expect_close
        mov rdi, [rsp+8]
        cmp qword [rdi+SYMBOL_NUMBER], -1
        jne .again
        mov [rdi+SYMBOL_NUMBER], rbx
.again: cmp [rdi+SYMBOL_NUMBER], rbx
        jne fail_prototype
        cmp rbp, '{'
        jne .prototype
        cmp qword [rdi+SYMBOL_CODE], 0
        jne fail_twice
        call body
        pop rax, rdi
        jmp close_scope
.prototype:
        pop rax, rdi
        call close_scope
        jmp semicolon

; declare_function: out: rdi = the symbol, which may be there already
declare_function:
        mov rax, [declared_name]
        mov rdi, [rax+NAME_SYMBOL]
        test rdi, rdi
        je .new
        cmp qword [rdi+SYMBOL_PLACE], FUNCTION
        jne fail_twice
        cmp [rdi+SYMBOL_TYPE], r14
        jne fail_prototype
        ret
.new:   mov rbx, -1                     ; parameters are not known yet
        mov r15, FUNCTION
        jmp declare

; parameter := type declarator     out: rbx = bytes of all parameters
parameters:
        xor rbx, rbx
        cmp rbp, ')'
        je .done
.next:  push rbx
        call base_type
        pop rbx
        cmp r14, VOID
        jne .parameter
        cmp rbp, ')'                    ; "(void)"
        je .done
.parameter:
        push rbx
        call declarator
        pop rbx
        cmp qword [declared_count], 0
        jne fail_array
        call scalar
        mov r15, RBP
        add rbx, 16                     ; above rbp and the return address
        call declare_placed
        sub rbx, 8
        mov rax, ','
        call accept
        je .next
.done:  cmp rbx, PARAMETERS_LIMIT
        ja fail_parameters
        ret

; body: a function's code. in: rdi = its symbol
body:   mov [rdi+SYMBOL_CODE], r13
        mov rax, [rdi+SYMBOL_TYPE]
        mov [result_type], rax
        mov rax, [rdi+SYMBOL_CHAIN]
        call patch                      ; the calls made before
        mov qword [frame], 0
        call emit
        push rbp
        mov rbp, rsp
        sub rsp, 0
        ret
        lea rax, [r13-4]                ; the frame's size, when it is known
        push rax
        call block
        pop rax
        mov rcx, [frame]
        mov [rax], ecx
        jmp emit_return

; local := type declarator ["=" assignment] ";"
local:  call base_type
        call declarator
        call declared_size
        mov rbx, [frame]
        add rbx, rax
        mov rcx, 8
        call align
        cmp rbx, FRAME_LIMIT
        ja fail_size
        mov [frame], rbx
        neg rbx
        mov r15, RBP
        call declare_placed
        mov rax, '='
        call accept
        jne semicolon
        test r15, MEMORY
        je fail_initialiser
        push rbx, r14
        call assignment
        call load
        pop r14, rbx
        mov r15, RBP+MEMORY
        call store
        jmp semicolon
