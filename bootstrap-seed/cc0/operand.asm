; operand.asm: the operand in hand, and the code that moves values. It must never emit an
; instruction whose number does not fit: numbers beyond 32 bits only come with place NONE.
;
; What an expression parsed so far stands for is kept as long as possible as a place that one
; instruction can address, so that variables, members and constants cost no code of their own:
;
;   r15 place    NONE number        RAX rax+number      RCX rcx+number      RBP rbp+number
;                + MEMORY           the memory at that address
;                LOGIC              1, but 0 if one of the jumps in the chain `number` is taken
;                LOGIC+1            0, but 1 if one of the jumps in the chain `number` is taken
;                FUNCTION           (only in symbols)
;   rbx number   signed
;   r14 type     see type.asm
;
; So an array or & of a variable is a number, and the constant 5 is the address 5. A comparison
; just made is RAX with `compared` = r13: a jump on it takes back the instructions that made
; the flags a number.

NONE = 0
RAX = 1
RCX = 2
RBP = 3
MEMORY = 4
LOGIC = 8
FUNCTION = 16

COMPARED_LENGTH = 8                     ; bytes of setcc al; movzx rax, al
CODE_LIMIT = 2*1024*1024

reserve image, 2*CODE_LIMIT+4096     ; the output: headers, code, and in the end data
reserve compared, 8

; room: is there room for an instruction or two? changes nothing
room:   cmp r13, image+CODE_LIMIT-64
        ja fail_code
        ret

; emit: append the instructions that stand behind the call, up to ret, to the output.
emit:   pop rsi
        call emit_from
        jmp rsi

; emit_number: the same, and the last 4 bytes are the number in hand.
emit_number:
        pop rsi
        call emit_from
        mov [r13-4], ebx
        jmp rsi

; emit_from: in: rsi = instructions   out: rsi = behind their ret; changes rax
emit_from:
        call room
.next:  lodsb
        cmp al, 0xC3                    ; ret; it is part of no instruction emitted this way
        je .done
        mov [r13], al
        inc r13
        jmp .next
.done:  ret

; emit_byte: in: al
emit_byte:
        call room
        mov [r13], al
        inc r13
        ret

; emit_jump, emit_call: out: rax = where its 4 bytes are, a chain of one
emit_jump:
        mov al, 0xE9
        jmp emit_relative
emit_call:
        mov al, 0xE8
emit_relative:
        call emit_byte
        mov rax, r13
        mov dword [rax], 0
        add r13, 4
        ret

; emit_jump_to: in: rdx = target in the output
emit_jump_to:
        call emit_jump
        jmp patch_to

; patch: let all jumps of a chain come here. in: rax = chain. A chain goes through the jumps' own
; 4 bytes: each holds the address of the next, the last 0.
patch:  mov rdx, r13
        mov qword [compared], 0         ; other ways lead here
; patch_to: in: rax = chain, rdx = target
patch_to:
        test eax, eax
        je .done
        mov ecx, [rax]
        mov edi, edx
        sub edi, eax
        sub edi, 4
        mov [rax], edi
        mov eax, ecx
        jmp patch_to
.done:  ret

; join: in: rax, rcx = chains   out: rax = one chain of both
join:   test eax, eax
        je .first
        test ecx, ecx
        je .done
        mov rdx, rcx
.next:  mov edi, [rdx]
        test edi, edi
        je .end
        mov rdx, rdi
        jmp .next
.end:   mov [rdx], eax
.first: mov rax, rcx
.done:  ret

; access: emit an instruction with a register and the place in hand.
; in: eax = opcode of 1 or 2 bytes, ecx = register * 8
access: call room
        mov byte [r13], 0x48            ; REX.W: 64 bits
        mov [r13+1], eax
        add r13, 2
        cmp al, 0x0F
        jne .one
        inc r13
.one:   mov rdx, r15
        and rdx, 3
        or cl, [access_modes+rdx]
        mov [r13], cl
        inc r13
        test rdx, rdx
        jne .based
        mov byte [r13], 0x25            ; SIB: no base, no index
        inc r13
.based: mov [r13], ebx
        add r13, 4
        ret
access_modes: byte 0x04, 0x80, 0x81, 0x85

; fits: is the number in rbx one of 32 bits, signed?  out: "equal" if so; changes rax
fits:   movsxd rax, ebx
        cmp rax, rbx
        ret

; scalar: the operand must have a value.
scalar: test r14b, r14b
        jne .done
        cmp r14, LONG
        je .done
        cmp r14, CHAR
        jne fail_value
.done:  ret

; load: emit code that brings the operand's value to rax. out: the operand is RAX + 0
load:   xor rcx, rcx
; load_to: the same to the register rcx / 8
load_to:
        call scalar
        cmp r15, LOGIC
        jae .logic
        mov eax, 0x8B                   ; mov
        test r15, MEMORY
        je .address
        cmp r14, CHAR
        jne .access
        mov eax, 0xBE0F                 ; movsx from a byte
.access:
        call access
.done:  xor rbx, rbx
        mov r15, RAX
        ret
.address:
        call fits
        jne .wide
        cmp r15, RAX
        jne .lea
        mov rax, rbx                    ; rax + 0 is already in rax
        or rax, rcx
        je .done
.lea:   mov eax, 0x8D
        jmp .access
.wide:  call room
        shr rcx, 3
        or cl, 0xB8                     ; movabs
        mov byte [r13], 0x48
        mov [r13+1], cl
        mov [r13+2], rbx
        add r13, 10
        jmp .done
.logic: push rcx
        call load_logic
        pop rcx
        jmp load_to

; load_logic: the same for LOGIC, in rax.
load_logic:
        push rbx
        mov rbx, LOGIC+1
        sub rbx, r15
        call emit_number
        mov eax, 0
        ret
        call emit_jump
        xchg rax, [rsp]
        call patch
        xor rbx, 1
        call emit_number
        mov eax, 0
        ret
        pop rax
        call patch
        jmp load_to.done

; store: emit code that stores rax at the place in hand. out: the operand is that value
store:  call scalar
        mov eax, 0x89                   ; mov
        cmp r14, CHAR
        jne .long
        dec eax                         ; of a byte
.long:  xor rcx, rcx
        call access
        xor rbx, rbx
        mov r15, RAX
; narrow: make a char of the value, if the type is char.
narrow: cmp r14, CHAR
        jne .done
        test r15, r15
        je .constant
        call load
        call emit
        movsx rax, al
        ret
.done:  ret
.constant:
        movsx rbx, bl
        ret

; lvalue: the operand must be memory.
lvalue: test r15, MEMORY
        je fail_lvalue
        ret

; jump_if: emit a jump that is taken if the operand is zero (rax = 0) or not (rax = 1).
; out: rax = chain, to be patched
jump_if:
        push rax
        lea rcx, [rax+LOGIC]
        cmp r15, LOGIC
        jae .logic
        mov rcx, [compared]
        sub rcx, r13
        or rcx, rbx
        jne .test
        cmp r15, RAX
        jne .test
        sub r13, COMPARED_LENGTH
        mov al, [r13+2]                 ; the condition in setcc
        sub al, 0x10
        jmp .jump
.test:  call load
        call emit
        test rax, rax
        ret
        mov al, 0x85                    ; jne
.jump:  pop rcx
        and rcx, 1
        xor al, cl
        xor al, 1
        mov byte [r13], 0x0F
        mov [r13+1], al
        lea rax, [r13+2]
        mov dword [rax], 0
        add r13, 6
        mov qword [compared], 0
        ret
.logic: pop rax
        mov rax, rbx
        cmp r15, rcx
        je .done                        ; its own jumps are those
        call emit_jump
        push rax
        mov rax, rbx
        call patch
        pop rax
.done:  ret

; discard: the operand is not wanted.
discard:
        cmp r15, LOGIC
        jb .done
        mov rax, rbx
        jmp patch
.done:  ret
