// parse-declaration.c: declarations of objects, functions and types, at file scope and in blocks.

// Does a new declaration of an object or function fit the earlier one? Gives the symbol the type
// that says more.
void merge_types(struct symbol *s, struct type *type) {
  if (s->kind != SYMBOL_GLOBAL || !same_type(s->type, type))
    fail_named(here, "declared again with another type:", s->name->text);
  if (s->type->size < 0)
    s->type = type;
}

// The symbol of an object or function with static life: a new one, or the earlier one in scope.
struct symbol *declare_global(struct name *name, struct type *type, long class) {
  struct symbol *s = declared_here(name->symbol);
  struct symbol *outer = name->symbol;
  if (s) {
    merge_types(s, type);
    return s;
  }
  s = declare(name, SYMBOL_GLOBAL, type);
  if (class == STATIC) {
    s->global = new_global(name);
  } else if (outer && outer->kind == SYMBOL_GLOBAL
             && (outer->global->external || outer->depth == 0))
    s->global = outer->global;
  else
    s->global = external_global(name);
  return s;
}

void declare_typedef(struct name *name, struct type *type) {
  struct symbol *s = declared_here(name->symbol);
  if (s && (s->kind != SYMBOL_TYPEDEF || !same_type(s->type, type)))
    fail_named(here, "declared twice:", name->text);
  if (!s)
    declare(name, SYMBOL_TYPEDEF, type);
}

// An object without initialiser at file scope: a definition unless a unit has a better one.
void define_tentatively(struct global *g, struct type *type) {
  if (g->state == GLOBAL_DECLARED) {
    g->state = GLOBAL_TENTATIVE;
    g->place = here;
  }
  if (g->state == GLOBAL_TENTATIVE) {
    if (type->size > g->size)
      g->size = type->size;
    if (type->align > g->align)
      g->align = type->align;
  }
}

void static_object(struct name *name, struct type *type, long class) {
  struct symbol *s = declare_global(name, type, class);
  need(type->kind != TYPE_VOID, "an object cannot be void");
  if (accept('=')) {
    need(type->size >= 0 || type->kind == TYPE_ARRAY, "object of an incomplete type");
    s->type = initialise_static(s->global, s->type);
  } else if (class != EXTERN) {
    need(type->size >= 0, "object of an incomplete type");
    define_tentatively(s->global, type);
  }
}

void need_new(struct name *name) {
  if (declared_here(name->symbol))
    fail_named(here, "declared twice:", name->text);
}

void local_object(struct name *name, struct type *type) {
  struct symbol *s;
  need_new(name);
  need(type->kind != TYPE_VOID, "an object cannot be void");
  s = declare(name, SYMBOL_LOCAL, type);
  if (accept('=')) {
    need(type->size >= 0 || type->kind == TYPE_ARRAY, "object of an incomplete type");
    initialise_local(s);
  } else {
    need(type->size >= 0, "object of an incomplete type");
    s->value = allocate_frame(type->size, type->align);
  }
}

// declaration := specifiers [declarator ["=" initialiser] {"," ...}] ";"
void local_declaration(void) {
  struct type *base = specifiers();
  struct type *type;
  struct name *name;
  long class = storage;
  while (kind != ';') {
    type = declarator(base);
    name = declared_name;
    if (!name)
      fail_here("name expected before");
    if (class == TYPEDEF)
      declare_typedef(name, type);
    else if (type->kind == TYPE_FUNCTION || class == EXTERN) {
      declare_global(name, type, EXTERN);
      need(kind != '=', "an extern object in a block cannot be initialised");
    } else if (class == STATIC) {
      need_new(name);
      static_object(name, type, STATIC);
    } else
      local_object(name, type);
    if (!accept(','))
      break;
  }
  expect(';');
}
