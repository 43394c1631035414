// parse-unit.c: function definitions, and a unit as a whole.

// function := specifiers declarator "{" block
void function_definition(struct name *name, struct type *type, long class) {
  struct symbol *s = declare_global(name, type, class);
  struct parameter *p = type->parameters;
  struct symbol *parameter;
  long at = 16;                 // over the saved rbp and the return address
  long size_at;
  define_at(s->global, SECTION_TEXT, text_used, here);
  need(!is_struct(type->base), "functions that return a struct are not supported");
  begin_function(type);
  break_label = -1;
  continue_label = -1;
  enter_scope();
  while (p) {
    if (!p->name)
      fail(p->place, "a parameter has no name");
    if (declared_here(p->name->symbol))
      fail_named(p->place, "two parameters named", p->name->text);
    if (p->type->size < 0)
      fail_named(p->place, "parameter of an incomplete type:", p->name->text);
    parameter = declare(p->name, SYMBOL_LOCAL, p->type);
    parameter->value = at;
    at = at + align_up(p->type->size, 8);
    need(at <= SIZE_LIMIT, "parameters are too large");
    p = p->next;
  }
  code("55 48 89 E5 48 81 EC"); // push rbp; mov rbp, rsp; sub rsp, imm32
  size_at = text_used;
  emit_4(0);
  next();
  block();
  code("31 C0 C9 C3");          // xor eax, eax; leave; ret
  put(text + size_at, align_up(frame_most, 16), 4);
  settle_jumps();
  leave_scope();
  function_type = 0;
  next();
}

// external := ";" | asm | declaration | function
void external_declaration(void) {
  struct type *base;
  struct type *type;
  struct name *name;
  long class;
  long first = 1;
  node_count = 0;
  if (accept(';'))
    return;
  if (kind == ASM) {
    asm_block();
    return;
  }
  base = specifiers();
  class = storage;
  while (kind != ';') {
    type = declarator(base);
    name = declared_name;
    if (!name)
      fail_here("name expected before");
    if (class == TYPEDEF)
      declare_typedef(name, type);
    else if (type->kind == TYPE_FUNCTION) {
      if (kind == '{' && first) {
        function_definition(name, type, class);
        return;
      }
      declare_global(name, type, class);
    } else
      static_object(name, type, class);
    first = 0;
    if (!accept(','))
      break;
  }
  expect(';');
}

// unit := {external}
void unit(struct source *s, char *predefined) {
  begin_preprocess(s, predefined);
  token_ahead = 0;
  nesting = 0;
  scope_depth = 0;
  symbols = 0;
  next();
  while (kind != TOKEN_END)
    external_declaration();
  leave_scope();
}
