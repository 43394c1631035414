// parse-initialiser.c: initialisers, of static objects into the data section, of locals into a
// list of assignments.
//
// The hard idea: inner braces may be left out. Then an aggregate takes as many items from the list
// around it as it needs. For a struct one cannot know from the first token whether its item is a
// whole struct or its first member's value: the expression is parsed, and if it is no such struct
// it waits in `pending` until a member takes it.

void initialiser(struct type *type, long offset, struct member *m);

struct node *pending;
struct symbol *initialised;     // the local being initialised; 0: a static object
long initialised_at;            // offset of the static object in the data section
struct node *assignments;       // of the local
struct node *assignments_last;
long element_count;             // of the list finished last

void write_bit_field(long at, struct member *m, long value) {
  long mask = shift_right(-1, 64 - m->width) << m->bit;
  long old = 0;
  long i;
  for (i = m->type->size - 1; i >= 0; i--)
    old = old << 8 | (data[at + i] & 255);
  put(data + at, (old & ~mask) | (value << m->bit & mask), m->type->size);
}

// Writes a constant of scalar type into the data section.
void write_constant(long at, struct type *type, struct member *m, struct node *n) {
  n = without_free_casts(new_cast(n, type));
  need_data(at + type->size);
  if (n->kind == NODE_INTEGER && m)
    write_bit_field(at, m, n->value);
  else if (n->kind == NODE_INTEGER)
    put(data + at, n->value, type->size);
  else if (n->kind == NODE_FLOATING && type->kind == TYPE_LONG_DOUBLE) {
    put(data + at, extended_mantissa(n->value, n->exponent), 8);
    put(data + at + 8, extended_exponent(n->value, n->exponent, n->negative), 2);
  } else if (n->kind == NODE_FLOATING)
    put(data + at, float_pattern(n->value, n->exponent, n->negative, float_kind(type)),
        type->size);
  else if (n->kind == NODE_ADDRESS && n->left->kind == NODE_GLOBAL && type->size == 8)
    relocate(SECTION_DATA, at, RELOCATE_64, n->left->global, n->left->value);
  else
    fail(here, "initialiser is not constant");
}

void append_assignment(struct node *n) {
  if (assignments_last)
    assignments_last->next = n;
  else
    assignments = n;
  assignments_last = n;
}

// Gives one scalar or whole struct its value.
void set_part(struct type *type, long offset, struct member *m, struct node *value) {
  struct node *place;
  if (!initialised) {
    need(!is_struct(type), "initialiser is not constant");
    write_constant(initialised_at + offset, type, m, value);
    return;
  }
  place = new_part(new_local(initialised), offset, type);
  if (m)
    place = new_bit_field(place, m);
  append_assignment(new_assign(place, value));
}

// A char array from a string; an array of unknown length gets the string's.
void set_string(struct type *type, long offset) {
  long size;
  struct node *place;
  struct type *bytes;
  string();
  size = literal_length + 1;
  element_count = size;
  if (type->length >= 0 && size > type->length)
    size = type->length;
  need(size >= literal_length, "string is longer than its array");
  if (!initialised) {
    need_data(initialised_at + offset + size);
    copy_bytes(data + initialised_at + offset, literal, size);
    return;
  }
  bytes = array_of(type_char, size, here);
  place = new_part(new_local(initialised), offset, bytes);
  append_assignment(new_node(NODE_ASSIGN, bytes, place,
                             new_global_node(new_string(literal, size), bytes)));
}

struct member *skip_unnamed(struct member *m) {
  while (m && !m->name && !is_struct(m->type))
    m = m->next;
  return m;
}

// list := "{" [initialiser {"," initialiser} [","]] "}", or the same without braces
void initialiser_list(struct type *type, long offset) {
  long braced = !pending && accept('{');
  long index = 0;
  struct member *m = skip_unnamed(type->members);
  struct member *item;
  long full = 0;
  need(braced || type->size >= 0, "initialiser in braces expected");
  while (!braced || kind != '}') {
    full = type->kind == TYPE_ARRAY ? index == type->length : !m;
    if (full) {
      need(!braced, "too many items in an initialiser");
      break;
    }
    if (type->kind == TYPE_ARRAY) {
      if (type->base->size && index > SIZE_LIMIT / type->base->size)
        fail(here, "array is too large");
      initialiser(type->base, offset + index * type->base->size, 0);
    } else {
      item = m;
      m = type->kind == TYPE_UNION ? 0 : skip_unnamed(m->next);
      initialiser(item->type, offset + item->offset, item->width ? item : 0);
    }
    index++;
    if (braced) {
      if (!accept(','))
        break;
    } else {
      full = type->kind == TYPE_ARRAY ? index == type->length : !m;
      if (full || kind != ',' || peek() == '}')
        break;
      next();
    }
  }
  if (braced)
    expect('}');
  element_count = index;
}

long is_string_array(struct type *type) {
  return type->kind == TYPE_ARRAY && type->base->kind == TYPE_CHAR && !pending
         && (kind == TOKEN_STRING || (kind == '{' && peek() == TOKEN_STRING));
}

// initialiser := assignment | list | ["{"] string ["}"]
void initialiser(struct type *type, long offset, struct member *m) {
  long braced;
  struct node *n;
  enter_nesting();
  if (is_string_array(type)) {
    braced = accept('{');
    set_string(type, offset);
    if (braced) {
      accept(',');
      expect('}');
    }
  } else if (type->kind == TYPE_ARRAY)
    initialiser_list(type, offset);
  else if (is_struct(type)) {
    if (!pending && kind != '{' && kind != TOKEN_STRING)
      pending = assignment();
    if (pending && same_type(pending->type, type)) {
      n = pending;
      pending = 0;
      set_part(type, offset, 0, n);
    } else
      initialiser_list(type, offset);
  } else {
    braced = !pending && accept('{');
    n = pending ? pending : assignment();
    pending = 0;
    set_part(type, offset, m, n);
    if (braced) {
      accept(',');
      expect('}');
    }
  }
  nesting--;
}

// The type with its length, if the initialiser had to tell it.
struct type *completed(struct type *type) {
  return type->kind == TYPE_ARRAY && type->length < 0 ? array_of(type->base, element_count, here)
         : type;
}

// Parses the initialiser of a static object and defines the object; the result is its type.
struct type *initialise_static(struct global *g, struct type *type) {
  long saved = node_count;
  struct symbol *outer = initialised;
  define_at(g, SECTION_DATA, align_up(data_used, type->align), here);
  initialised = 0;
  initialised_at = g->offset;
  need_data(g->offset);
  initialiser(type, 0, 0);
  type = completed(type);
  need_data(g->offset + type->size);
  initialised = outer;
  node_count = saved;
  return type;
}

// Parses the initialiser of a local and compiles it; the local gets its space here, when its size
// is known.
void initialise_local(struct symbol *s) {
  struct node *n;
  long zero = kind == '{' || s->type->kind == TYPE_ARRAY;
  initialised = s;
  assignments = 0;
  assignments_last = 0;
  initialiser(s->type, 0, 0);
  s->type = completed(s->type);
  s->value = allocate_frame(s->type->size, s->type->align);
  if (zero && is_aggregate(s->type)) {
    emit_fixed_address(RAX, new_local(s));
    code("48 89 C7 31 C0 B9");  // mov rdi, rax; xor eax, eax; mov ecx, imm32
    emit_4(s->type->size);
    code("F3 AA");              // rep stosb
  }
  for (n = assignments; n; n = n->next)
    gen_discard(n);
}
