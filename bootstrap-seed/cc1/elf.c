// elf.c: from sections to an executable file: addresses, relocations, ELF headers.
//
// The file is one image: headers, code, strings, data, all mapped to be read, written and run, with
// the zero bytes of bss after it.

enum {
  IMAGE_BASE = 0x400000,
  PAGE = 4096,
  HEADERS_SIZE = 120,           // ELF header and one program header
  MACHINE_X86_64 = 62
};

long section_address[SECTION_COUNT];
char headers[HEADERS_SIZE];
long header_used;

// Tentative definitions become zero bytes of bss; anything used but never defined is an error.
void settle_globals(void) {
  struct global *g = globals;
  while (g) {
    if (g->state == GLOBAL_TENTATIVE) {
      bss_used = align_up(bss_used, g->align);
      if (bss_used + g->size > SIZE_LIMIT)
        fail_named(g->place, "too many zero bytes at", g->name->text);
      g->section = SECTION_BSS;
      g->offset = bss_used;
      bss_used = bss_used + g->size;
    } else if (g->state == GLOBAL_DECLARED && g->used)
      fail_named(g->place, "used but not defined:", g->name->text);
    g = g->next;
  }
}

long address_of_global(struct global *g) {
  return section_address[g->section] + g->offset;
}

void settle_relocations(void) {
  long i;
  struct relocation *r;
  long value;
  char *at;
  for (i = 0; i < relocation_count; i++) {
    r = &relocations[i];
    value = address_of_global(r->target) + r->addend;
    at = (r->section == SECTION_TEXT ? text : data) + r->offset;
    if (r->kind == RELOCATE_CALL)
      value = value - section_address[SECTION_TEXT] - r->offset - 4;
    put(at, value, r->kind == RELOCATE_64 ? 8 : 4);
  }
}

void header(long value, long size) {
  put(headers + header_used, value, size);
  header_used = header_used + size;
}

void program_header(long file_size, long memory_size) {
  header(1, 4);                 // p_type: PT_LOAD
  header(7, 4);                 // p_flags: read, write, execute
  header(0, 8);                 // p_offset
  header(IMAGE_BASE, 8);        // p_vaddr
  header(IMAGE_BASE, 8);        // p_paddr
  header(file_size, 8);         // p_filesz
  header(memory_size, 8);       // p_memsz
  header(PAGE, 8);              // p_align
}

void elf_header(long entry) {
  header(0x464C457F, 4);        // e_ident: 0x7F "ELF"
  header(2, 1);                 // 64 bits
  header(1, 1);                 // little-endian
  header(1, 1);                 // version
  header(0, 1);                 // System V
  header(0, 8);
  header(2, 2);                 // e_type: ET_EXEC
  header(MACHINE_X86_64, 2);    // e_machine
  header(1, 4);                 // e_version
  header(entry, 8);             // e_entry
  header(64, 8);                // e_phoff
  header(0, 8);                 // e_shoff: no sections
  header(0, 4);                 // e_flags
  header(64, 2);                // e_ehsize
  header(56, 2);                // e_phentsize
  header(1, 2);                 // e_phnum
  header(0, 2);                 // e_shentsize
  header(0, 2);                 // e_shnum
  header(0, 2);                 // e_shstrndx
}

void write_executable(char *file_name) {
  struct global *start = name_of("_start")->external;
  long text_at = HEADERS_SIZE;
  long strings_at = text_at + text_used;
  long data_at = align_up(strings_at + strings_used, 16);
  char *image = allocate(data_at + data_used);
  long done = 0;
  long file;
  long written;
  if (!start || start->state != GLOBAL_DEFINED)
    fail(0, "used but not defined: '_start'");
  settle_globals();
  section_address[SECTION_TEXT] = IMAGE_BASE + text_at;
  section_address[SECTION_STRINGS] = IMAGE_BASE + strings_at;
  section_address[SECTION_DATA] = IMAGE_BASE + data_at;
  section_address[SECTION_BSS] = align_up(IMAGE_BASE + data_at + data_used, 16);
  settle_relocations();
  elf_header(address_of_global(start));
  program_header(data_at + data_used, section_address[SECTION_BSS] + bss_used - IMAGE_BASE);
  copy_bytes(image, headers, HEADERS_SIZE);
  copy_bytes(image + text_at, text, text_used);
  copy_bytes(image + strings_at, strings, strings_used);
  copy_bytes(image + data_at, data, data_used);
  syscall(SYS_UNLINK, (long)file_name, 0, 0);
  file = syscall(SYS_OPEN, (long)file_name, 577, 493);          // write, create, truncate; 0755
  if (file < 0)
    fail_named(0, "cannot write", file_name);
  while (done < data_at + data_used) {
    written = syscall(SYS_WRITE, file, (long)(image + done), data_at + data_used - done);
    if (written <= 0)
      fail_named(0, "cannot write", file_name);
    done = done + written;
  }
  syscall(SYS_CLOSE, file, 0, 0);
}
