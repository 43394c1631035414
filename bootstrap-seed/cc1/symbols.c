// symbols.c: scopes, and the objects and functions that end up in the program.
//
// A symbol is a declared word in one scope of one unit. A global is a thing with an address in the
// program: function, static object or string. A word declared extern in many units has as many
// symbols but one global, found through its name. What is static or unnamed has its own global.

enum {
  SYMBOL_LOCAL, SYMBOL_GLOBAL, SYMBOL_TYPEDEF, SYMBOL_ENUMERATOR, SYMBOL_TAG,

  GLOBAL_DECLARED = 0, GLOBAL_TENTATIVE, GLOBAL_DEFINED,
  SECTION_TEXT = 0, SECTION_STRINGS, SECTION_DATA, SECTION_BSS,
  SECTION_COUNT
};

struct symbol {
  struct name *name;
  long kind;
  struct type *type;
  long value;                   // of a local: offset from rbp; of an enumerator: its value
  struct global *global;
  long depth;                   // of the scope
  struct symbol *shadowed;      // what the name meant outside
  struct symbol *next;          // in the list of all symbols in scope, the latest first
};

struct global {
  struct name *name;
  long state;
  long section;
  long offset;
  long size;
  long align;
  long place;                   // of the definition, or of the first use before one
  long used;
  long external;
  struct type *type;            // as the current unit knows it
  struct global *next;
};

struct symbol *symbols;
struct global *globals;         // all of them, in order of creation
struct global *globals_last;
long scope_depth;

struct global *new_global(struct name *name) {
  struct global *g = (struct global *)allocate(sizeof(struct global));
  g->name = name;
  g->align = 1;
  if (globals_last)
    globals_last->next = g;
  else
    globals = g;
  globals_last = g;
  return g;
}

struct global *external_global(struct name *name) {
  if (!name->external) {
    name->external = new_global(name);
    name->external->external = 1;
  }
  return name->external;
}

struct symbol *declare(struct name *name, long kind, struct type *type) {
  struct symbol *s = (struct symbol *)allocate(sizeof(struct symbol));
  s->name = name;
  s->kind = kind;
  s->type = type;
  s->depth = scope_depth;
  s->next = symbols;
  symbols = s;
  if (kind == SYMBOL_TAG) {
    s->shadowed = name->tag;
    name->tag = s;
  } else {
    s->shadowed = name->symbol;
    name->symbol = s;
  }
  return s;
}

// The symbol or tag declared in this very scope, else 0.
struct symbol *declared_here(struct symbol *s) {
  return s && s->depth == scope_depth ? s : 0;
}

void enter_scope(void) {
  scope_depth++;
}

void leave_scope(void) {
  while (symbols && symbols->depth == scope_depth) {
    if (symbols->kind == SYMBOL_TAG)
      symbols->name->tag = symbols->shadowed;
    else
      symbols->name->symbol = symbols->shadowed;
    symbols = symbols->next;
  }
  scope_depth--;
}
