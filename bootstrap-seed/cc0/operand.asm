; operand.asm: the operand in hand, and the code that moves values. It must never emit an
; instruction whose number does not fit: numbers beyond 32 bits only come with place NONE.
;
; What an expression parsed so far stands for is kept as long as possible as a place that one
; instruction can address, so that variables, members and constants cost no code of their own:
;
;   r15 place    NONE number     RAX rax+number     RCX rcx+number     RBP rbp+number
;                + MEMORY        the memory at that address
;                FUNCTION        (only in symbols)
;   rbx number   signed
;   r14 type     see type.asm
;
; So an array or & of a variable is a number, and the constant 5 is the address 5. A comparison
; just made is RAX with `compared` = r13: a jump on it takes back the instructions that made a
; number of the flags.

NONE = 0
RAX = 1
RCX = 2
RBP = 3
MEMORY = 4
FUNCTION = 8

CODE_LIMIT = 2*1024*1024
CODE_SLACK = 65536                      ; more than the cases of a switch need. When nested operators
                                        ; end, up to 27 bytes are emitted for 8 of STACK_LIMIT before
                                        ; the next token is read: they fit in what is kept for data
COMPARED_LENGTH = 8                     ; bytes of setcc al; movzx rax, al

reserve compared, 8

; emit: append the instructions that follow the call, up to ret, to the output.
emit:   pop rsi
        call emit_from
; run: go to the routine at rsi.
run:    push rsi
        ret

; emit_number: the same, and the last 4 bytes are the number in hand.
emit_number:
        pop rsi
        call emit_from
        mov [r13-4], ebx
        jmp run

; emit_from: in: rsi = instructions   out: rsi = after their ret; changes rax
emit_from:
        lodsb
        cmp al, 0xC3                    ; ret; it is part of no instruction emitted this way
        je .done
        mov [r13], al
        inc r13
        jmp emit_from
.done:  ret

; emit_push, emit_ret: the two most wanted single bytes.
emit_push:
        mov al, 0x50                    ; push rax
        jmp emit_byte
emit_ret:
        mov al, 0xC3
emit_byte:
        mov [r13], al
        inc r13
        ret

; emit_jump: out: rax = where its 4 bytes are, a chain of one
emit_jump:
        mov al, 0xE9
; emit_relative: the same for a jump or call of any opcode. in: al
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

; emit_chained: emit a jump or call, and put it in front of a chain.
; in: al = opcode, rsi = where the chain is kept
emit_chained:
        call emit_relative
        mov rcx, [rsi]
        mov [rax], ecx
        mov [rsi], rax
        ret

; access: emit an instruction with a register and the place in hand.
; in: eax = opcode of 1 or 2 bytes, ecx = register * 8
access: mov byte [r13], 0x48            ; REX.W: 64 bits
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

; scalar: the type must be that of a value.
scalar: test r14b, r14b
        jne .done
        cmp r14, LONG
        je .done
        cmp r14, CHAR
        jne fail_value
.done:  ret

; load: emit code that brings the operand's value to rax. out: the operand is RAX + 0
load:   xor rcx, rcx
; load_to: the same to the register rcx / 8. load changes rax, rcx, rdx only
load_to:
        call scalar
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
.wide:  shr rcx, 3
        or cl, 0xB8                     ; movabs
        mov byte [r13], 0x48
        mov [r13+1], cl
        mov [r13+2], rbx
        add r13, 10
        jmp .done

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

; jump_if: emit a jump that is taken if the operand is zero (rax = 0) or not (rax = 1).
; out: rax = its chain
jump_if:
        push rax
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
        xor al, cl
        xor al, 1
        mov byte [r13], 0x0F
        inc r13
        mov qword [compared], 0
        jmp emit_relative
