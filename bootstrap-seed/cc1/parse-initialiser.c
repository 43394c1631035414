// parse-initialiser.c: initialisers, of static objects into the data section, of locals into a list
// of assignments, which are compiled when the size of the object is known.
//
// Each array and each struct has its own braces: unlike in C, inner ones cannot be omitted.

void initialiser(struct type *type, long offset, struct member *m);

struct symbol *initialised;     // the local being initialised; 0: a static object
long initialised_at;            // offset of the static object in the data section
struct node *assignments;       // of the local
struct node **assignments_end;
long element_count;             // of the list finished last

// Writes a constant of scalar type into the data section.
void write_constant(long at, struct type *type, struct node *n) {
  n = new_cast(n, type);
  need_data(at + type->size);
  if (n->kind == NODE_INTEGER)
    put(data + at, n->value, type->size);
  else if (n->kind == NODE_ADDRESS && n->left->kind == NODE_GLOBAL && type->size == 8)
    relocate(SECTION_DATA, at, RELOCATE_64, n->left->global, n->left->value);
  else
    fail(here, "initialiser is not constant");
}

void add_assignment(struct node *n) {
  *assignments_end = n;
  assignments_end = &n->next;
}

// Gives one scalar or whole struct its value.
void set_part(struct type *type, long offset, struct member *m, struct node *value) {
  struct node *place;
  if (!initialised) {
    need(!is_struct(type) && !m, "initialiser is not constant");
    write_constant(initialised_at + offset, type, value);
    return;
  }
  place = new_part(new_local(initialised), offset, type);
  if (m)
    place = new_bit_field(place, m);
  add_assignment(new_assign(place, value));
}

// A char array from a string; an array of unknown length gets the string's.
void set_string(struct type *type, long offset) {
  long size;
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
  add_assignment(new_node(NODE_ASSIGN, bytes, new_part(new_local(initialised), offset, bytes),
                          new_global_node(new_string(literal, size), bytes)));
}

// list := "{" [initialiser {"," initialiser} [","]] "}"
void initialiser_list(struct type *type, long offset) {
  long index = 0;
  struct member *m = type->members;
  struct member *item;
  need(kind == '{', "initialiser in braces expected");
  next();
  while (kind != '}') {
    need(type->kind == TYPE_ARRAY ? index != type->length : m != 0,
         "too many items in an initialiser");
    if (type->kind == TYPE_ARRAY)
      initialiser(type->base, offset + index * type->base->size, 0);
    else {
      item = m;
      m = type->kind == TYPE_UNION ? 0 : m->next;
      initialiser(item->type, offset + item->offset, item->width ? item : 0);
    }
    index++;
    if (!accept(','))
      break;
  }
  expect('}');
  element_count = index;
}

// initialiser := assignment | list | string
void initialiser(struct type *type, long offset, struct member *m) {
  long saved = node_count;
  enter_nesting();
  if (type->kind == TYPE_ARRAY && type->base->kind == TYPE_CHAR && kind == TOKEN_STRING)
    set_string(type, offset);
  else if (type->kind == TYPE_ARRAY || (is_struct(type) && kind == '{'))
    initialiser_list(type, offset);
  else
    set_part(type, offset, m, assignment());
  if (!initialised)
    node_count = saved;
  nesting--;
}

// The type with its length, if the initialiser had to tell it.
struct type *completed(struct type *type) {
  return type->kind == TYPE_ARRAY && type->length < 0 ? array_of(type->base, element_count, here)
         : type;
}

// Parses the initialiser of a static object and defines the object; the result is its type.
struct type *initialise_static(struct global *g, struct type *type) {
  define_at(g, SECTION_DATA, align_up(data_used, type->align), here);
  initialised = 0;
  initialised_at = g->offset;
  need_data(g->offset);
  initialiser(type, 0, 0);
  type = completed(type);
  need_data(g->offset + type->size);
  return type;
}

// Parses the initialiser of a local and compiles it; the local gets its space here, when its size
// is known.
void initialise_local(struct symbol *s) {
  struct node *n;
  long zero = kind == '{' || s->type->kind == TYPE_ARRAY;
  initialised = s;
  assignments = 0;
  assignments_end = &assignments;
  initialiser(s->type, 0, 0);
  s->type = completed(s->type);
  s->value = allocate_frame(s->type->size, s->type->align);
  if (zero) {
    emit_fixed_address(new_local(s));
    code("48 89 C7 31 C0 B9");  // mov rdi, rax; xor eax, eax; mov ecx, imm32
    emit_4(s->type->size);
    code("F3 AA");              // rep stosb
  }
  for (n = assignments; n; n = n->next)
    gen_discard(n);
}
