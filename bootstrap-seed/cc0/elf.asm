; elf.asm: the output file. It must never be called before all is well.
;
; Two segments: headers and code; initialised data, followed in memory by what starts as zeroes.

CODE_AT = 0x400000
PAGE = 4096
HEADERS_SIZE = 64+2*56

reserve image, CODE_LIMIT+PAGE+DATA_LIMIT       ; headers, code, in the end data

headers:
        byte 0x7F, "ELF", 2, 1, 1, 0    ; e_ident: 64 bits, little-endian, version 1, System V
        qword 0
        byte 2, 0, 62, 0                ; e_type: ET_EXEC; e_machine: EM_X86_64
        dword 1                         ; e_version
        qword CODE_AT+HEADERS_SIZE      ; e_entry
        qword 64, 0                     ; e_phoff, e_shoff
        dword 0                         ; e_flags
        byte 64, 0, 56, 0, 2, 0, 0, 0, 0, 0, 0, 0       ; e_ehsize, e_phentsize, e_phnum, no sections
        dword 1, 5                      ; p_type: PT_LOAD; p_flags: read, execute
        qword 0, CODE_AT, CODE_AT       ; p_offset, p_vaddr, p_paddr
code_bytes: qword 0, 0                  ; p_filesz, p_memsz
        qword PAGE                      ; p_align
        dword 1, 6                      ; p_type: PT_LOAD; p_flags: read, write
data_offset: qword 0, DATA_AT, DATA_AT  ; p_offset, p_vaddr, p_paddr
data_bytes: qword 0, 0                  ; p_filesz, p_memsz
        qword PAGE                      ; p_align

; write_executable: in: r13 = end of the code
write_executable:
        mov rdi, r13
        sub rdi, image
        mov [code_bytes], rdi
        mov [code_bytes+8], rdi
        add rdi, PAGE-1
        and rdi, -PAGE
        mov [data_offset], rdi
        mov rcx, [data_used]
        mov [data_bytes], rcx
        mov rax, [zeroes_end]
        sub rax, DATA_AT
        mov [data_bytes+8], rax
        add rdi, image
        mov rsi, data
        rep movsb
        mov r12, rdi                    ; end of the file
        mov rsi, headers
        mov rdi, image
        mov rcx, HEADERS_SIZE
        rep movsb
        mov rax, [arguments]
        mov r15, [rax+8]
        mov rdi, r15
        mov rax, 87                     ; unlink, so that it is a new file
        syscall
        mov rdi, r15
        mov rsi, 577                    ; for writing, create, truncate
        mov rdx, 493                    ; mode 0755
        mov rax, 2                      ; open
        syscall
        mov rdi, rax
        mov rsi, 493
        mov rax, 91                     ; fchmod, whatever the process' mask
        syscall
        mov rsi, image
.more:  mov rdx, r12
        sub rdx, rsi
        mov rax, 1                      ; write
        syscall
        add rsi, rax
        test rax, rax
        jle .unwritable
        cmp rsi, r12
        jne .more
        mov rax, 3                      ; close
        syscall
        ret
.unwritable:
        mov rsi, text_unwritable
        jmp fail_file
