; type.asm: types, their sizes, and declarators. It must never emit code.
;
; A type is a number: a base, times 256, plus how often it is pointed at. Bases are 0 for void, 1
; for char, 2 for long, and the address of a struct's record. Arrays are no types: an array's
; name is the address of its first element, and its symbol or member says so.

VOID = 0
CHAR = 256
LONG = 2*256
POINTERS_LIMIT = 100                    ; how often
OBJECT_LIMIT = 1024*1024*1024           ; bytes of an object

STRUCT_BYTES = 0                        ; 0 while incomplete
STRUCT_ALIGN = 8
STRUCT_MEMBERS = 16                     ; the last one
STRUCT_SIZE = 24

MEMBER_NEXT = 0                         ; the one before
MEMBER_NAME = 8
MEMBER_TYPE = 16
MEMBER_OFFSET = 24
MEMBER_PLACE = 32                       ; MEMORY, or 0 for an array
MEMBER_SIZE = 40

reserve declared_name, 8                ; what declarator read
reserve declared_count, 8               ; array elements, 0 if it is no array, -1 for []

; is_type: does the current token start a type?   out: "equal" or "below" if it does
is_type:
        lea rax, [rbp-T_VOID]
        cmp rax, T_STRUCT-T_VOID
        ret

; type := base {"*"}
; base := "void" | "char" | "long" | "struct" NAME
; out: r14 = type
type:   call base_type
pointers:
        cmp rbp, '*'
        jne .done
        inc r14
        cmp r14b, POINTERS_LIMIT
        ja fail_size
        call next
        jmp pointers
.done:  ret

base_type:
        call is_type
        ja fail_type
        push rax
        call next
        pop r14
        shl r14, 8                      ; keywords are in the order of bases
        cmp r14, 3*256
        jb .done
        call struct_name
        mov r14, rdi
        shl r14, 8
.done:  ret

; struct_name: out: rdi = the struct's record, made if need be
struct_name:
        call take_name
        mov rdi, [rax+NAME_STRUCT]
        test rdi, rdi
        jne .done
        mov rcx, rax
        mov rax, STRUCT_SIZE
        call new_record
        mov [rcx+NAME_STRUCT], rdi
.done:  ret

; size_of: in: r14 = type   out: rax = bytes, rcx = alignment
size_of:
        mov rax, 8
        mov rcx, 8
        test r14b, r14b
        jne .done
        cmp r14, LONG
        je .done
        mov rax, 1
        mov rcx, 1
        cmp r14, CHAR
        je .done
        mov rcx, r14
        shr rcx, 8                      ; the base
        je fail_incomplete
        mov rax, [rcx+STRUCT_BYTES]
        mov rcx, [rcx+STRUCT_ALIGN]
        test rax, rax
        je fail_incomplete
.done:  ret

; declarator := {"*"} NAME ["[" [constant] "]"]
; in: r14 = base type   out: r14 = type of the object or its elements, declared_name, declared_count
declarator:
        call pointers
        call take_name
        mov [declared_name], rax
        mov qword [declared_count], 0
        mov rax, '['
        call accept
        jne .done
        mov qword [declared_count], -1
        cmp rbp, ']'
        je .close
        push [declared_name], r14
        call constant
        pop r14, [declared_name]
        lea rax, [rbx-1]
        cmp rax, OBJECT_LIMIT
        jae fail_array
        mov [declared_count], rbx
.close: mov rax, ']'
        jmp expect
.done:  ret

; declared_size: out: rax = bytes of the object just declared, rcx = alignment
declared_size:
        call size_of
        mov rdx, [declared_count]
        test rdx, rdx
        je .done
        js fail_array
        imul rax, rdx
.done:  cmp rax, OBJECT_LIMIT
        ja fail_size
        ret

; structure := "struct" NAME "{" {type declarator ";"} "}" ";"
; in: rdi = record, current token is "{"
structure:
        cmp qword [rdi+STRUCT_BYTES], 0
        jne fail_twice
        mov qword [rdi+STRUCT_ALIGN], 1
        mov qword [rdi+STRUCT_MEMBERS], 0
        xor rbx, rbx                    ; the next member's offset
        push rdi
        call next
.next:  mov rax, '}'
        call accept
        je .end
        push rbx
        call base_type
        call declarator
        call semicolon
        pop rbx
        mov rdi, [rsp]
        call member
        jmp .next
.end:   pop rdi
        mov rcx, [rdi+STRUCT_ALIGN]
        call align
        mov [rdi+STRUCT_BYTES], rbx
        jmp semicolon

; member: add what was declared to a struct.
; in: rdi = struct, rbx = first free byte, r14 = type   out: rbx after it
member:
        mov rax, [declared_name]
        call find_member
        test rsi, rsi
        jne fail_twice
        call declared_size
        call align
        cmp rcx, [rdi+STRUCT_ALIGN]
        jbe .aligned
        mov [rdi+STRUCT_ALIGN], rcx
.aligned:
        mov r8, rdi
        mov r9, rax
        mov rax, MEMBER_SIZE
        call new_record
        mov [rdi+MEMBER_OFFSET], rbx
        add rbx, r9
        cmp rbx, OBJECT_LIMIT
        ja fail_size
        mov rcx, [declared_name]
        mov [rdi+MEMBER_NAME], rcx
        mov rcx, rdi
        xchg rcx, [r8+STRUCT_MEMBERS]
        mov [rdi+MEMBER_NEXT], rcx
        xor r15, r15
        call declared_place
        mov [rdi+MEMBER_TYPE], r14
        mov [rdi+MEMBER_PLACE], r15
        ret

; declared_place: what was declared is memory, or if it is an array, the address of an element.
; in: r14 = type, r15 = place without MEMORY   out: both as a symbol has them
declared_place:
        cmp qword [declared_count], 0
        jne .array
        or r15, MEMORY
        ret
.array: inc r14
        ret

; find_member: in: rdi = struct, rax = name   out: rsi = member, or 0
find_member:
        mov rsi, [rdi+STRUCT_MEMBERS]
.next:  test rsi, rsi
        je .done
        cmp [rsi+MEMBER_NAME], rax
        je .done
        mov rsi, [rsi+MEMBER_NEXT]
        jmp .next
.done:  ret

; align: in: rbx, rcx = a power of 2   out: rbx = the next multiple of it
align:  lea rbx, [rbx+rcx-1]
        neg rcx
        and rbx, rcx
        neg rcx
        ret
