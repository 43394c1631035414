// tree.c: expression trees, with every conversion explicit and constants folded as trees are built.
//
// The hard idea: there are only four kinds of lvalue. A local or global with an offset, whatever
// a computed pointer points at, and a bit-field of one of these. So a.b.c[2] is one local node
// with a larger offset, p->m is DEREF(p + offset), and &((struct s *)0)->m folds to a constant
// without being asked. An address constant of an initialiser is ADDRESS(GLOBAL): no second
// evaluator is needed.
//
// Nodes live until the statement that holds them is compiled, then their space is used again.

enum {
  NODE_LIMIT = 200000,          // of one statement, or one initialiser

  NODE_INTEGER,
  NODE_LOCAL, NODE_GLOBAL, NODE_DEREF, NODE_BIT_FIELD,
  NODE_ADDRESS,                 // of a local or global, or of an aggregate value
  NODE_CAST,
  NODE_NEGATE,                  // of a floating value
  NODE_BINARY,                  // operation says which
  NODE_CONDITIONAL, NODE_COMMA, NODE_ASSIGN, NODE_CALL
};

struct node {
  long kind;
  struct type *type;
  struct node *left;
  struct node *right;
  struct node *condition;       // of a NODE_CONDITIONAL
  struct node *next;            // next argument, or next assignment of an initialiser
  long value;                   // integer; offset; lowest bit; bytes of arguments
  long width;                   // of a NODE_BIT_FIELD
  long operation;               // token kind of a NODE_BINARY
  struct symbol *symbol;        // of a NODE_LOCAL
  struct global *global;        // of a NODE_GLOBAL
};

struct node *new_cast(struct node *n, struct type *to);
struct node *add_offset(struct node *n, long offset);
struct node *new_bit_field(struct node *unit, struct member *m);
struct node *new_binary(long operation, struct node *left, struct node *right, struct type *type);

struct node nodes[NODE_LIMIT];
long node_count;

struct node *new_node(long kind, struct type *type, struct node *left, struct node *right) {
  struct node *n = &nodes[node_count];
  if (node_count == NODE_LIMIT)
    fail(here, "statement or initialiser is too large");
  node_count++;
  n->kind = kind;
  n->type = type;
  n->left = left;
  n->right = right;
  n->next = 0;
  n->value = 0;
  return n;
}

struct node *copy_node(struct node *from, struct type *type) {
  struct node *n = new_node(from->kind, type, 0, 0);
  copy_bytes((char *)n, (char *)from, sizeof(struct node));
  n->type = type;
  n->next = 0;
  return n;
}

struct node *new_integer(long value, struct type *type) {
  struct node *n = new_node(NODE_INTEGER, type, 0, 0);
  n->value = cut_to_type(value, type);
  return n;
}

struct node *new_local(struct symbol *s) {
  struct node *n = new_node(NODE_LOCAL, s->type, 0, 0);
  n->symbol = s;
  return n;
}

// A local without a name.
struct node *new_temporary(struct type *type) {
  struct symbol *s = (struct symbol *)allocate(sizeof(struct symbol));
  need(function_type != 0, "initialiser is not constant");
  s->type = type;
  s->value = allocate_frame(type->size, type->align);
  return new_local(s);
}

struct node *new_global_node(struct global *g, struct type *type) {
  struct node *n = new_node(NODE_GLOBAL, type, 0, 0);
  n->global = g;
  return n;
}

long is_fixed_place(struct node *n) {
  return n->kind == NODE_LOCAL || n->kind == NODE_GLOBAL;
}

long is_lvalue(struct node *n) {
  return n->kind >= NODE_LOCAL && n->kind <= NODE_BIT_FIELD;
}

// ---- addresses ----

// The address of an lvalue or aggregate value, as a pointer of the given type.
struct node *new_address(struct node *n, struct type *pointer) {
  if (n->kind == NODE_DEREF)
    return new_cast(n->left, pointer);
  if (n->kind == NODE_BIT_FIELD)
    fail(here, "a bit-field has no address");
  return new_node(NODE_ADDRESS, pointer, n, 0);
}

// Arrays and functions become pointers when they are used as values.
struct node *decay(struct node *n) {
  if (n->type->kind == TYPE_ARRAY)
    return new_address(n, pointer_to(n->type->base));
  if (n->type->kind == TYPE_FUNCTION)
    return new_address(n, pointer_to(n->type));
  return n;
}

struct node *new_deref(struct node *pointer) {
  pointer = decay(pointer);
  if (pointer->type->kind != TYPE_POINTER)
    fail(here, "pointer expected");
  return new_node(NODE_DEREF, pointer->type->base, pointer, 0);
}

// The object of a type, `offset` bytes after the start of an aggregate.
struct node *new_part(struct node *whole, long offset, struct type *type) {
  struct node *n = new_address(whole, pointer_to(type_char));
  return new_deref(new_cast(add_offset(n, offset), pointer_to(type)));
}

struct node *new_member(struct node *whole, struct name *name) {
  struct member *m;
  struct node *n;
  if (!is_struct(whole->type))
    fail_named(here, "not a struct or union before member", name->text);
  if (whole->type->size < 0)
    fail_named(here, "incomplete struct or union before member", name->text);
  member_offset = 0;
  m = find_member(whole->type, name);
  if (!m)
    fail_named(here, "no such member:", name->text);
  n = new_part(whole, member_offset, m->type);
  if (!m->width)
    return n;
  return new_bit_field(n, m);
}

struct node *new_bit_field(struct node *unit, struct member *m) {
  struct node *field = new_node(NODE_BIT_FIELD, m->type, unit, 0);
  field->value = m->bit;
  field->width = m->width;
  return field;
}

// n + offset for a pointer (or 8-byte integer), where offset counts bytes.
struct node *add_offset(struct node *n, long offset) {
  struct node *sum;
  if (offset == 0)
    return n;
  if (n->kind == NODE_INTEGER)
    return new_integer(n->value + offset, n->type);
  if (n->kind == NODE_ADDRESS && is_fixed_place(n->left)) {
    sum = copy_node(n, n->type);
    sum->left = copy_node(n->left, n->left->type);
    sum->left->value = sum->left->value + offset;
    return sum;
  }
  sum = new_node(NODE_BINARY, n->type, n, new_integer(offset, type_long));
  sum->operation = '+';
  return sum;
}

// ---- conversions ----

// Converts a value to a type, by a cast or because it is assigned.
struct node *new_cast(struct node *n, struct type *to) {
  struct type *from;
  n = decay(n);
  from = n->type;
  if (from == to)
    return n;
  if (to->kind == TYPE_VOID)
    return new_node(NODE_CAST, to, n, 0);
  if (is_struct(to) && same_type(from, to))
    return n;
  if (!is_scalar(from) || !is_scalar(to)
      || (is_floating(from) && to->kind == TYPE_POINTER)
      || (is_floating(to) && from->kind == TYPE_POINTER))
    fail(here, "cannot convert between these types");
  if (n->kind == NODE_INTEGER && !is_floating(to))
    return new_integer(n->value, to);
  if (n->kind == NODE_ADDRESS && to->size == 8 && !is_floating(to))
    return copy_node(n, to);
  return new_node(NODE_CAST, to, n, 0);
}

// A value that a bit-field had or gets: int, if that holds all values of the field.
struct node *promote_field(struct node *value, struct node *field) {
  if (field->kind == NODE_BIT_FIELD && field->width < 32 + (field->type->is_unsigned == 0))
    return new_cast(value, type_int);
  return value;
}

// The value of an operand: decayed, and a bit-field or small integer promoted to int.
struct node *promote(struct node *n) {
  n = promote_field(decay(n), n);
  return new_cast(n, promoted(n->type));
}

// ---- operators ----

// A binary operation whose operands have their final types; folds it if both are constants.
struct node *new_binary(long operation, struct node *left, struct node *right, struct type *type) {
  struct node *n;
  if (left->kind == NODE_INTEGER && right->kind == NODE_INTEGER
      && !(right->value == 0 && (operation == '/' || operation == '%')))
    return new_integer(compute(operation, left->value,
        precedence(operation) == PRECEDENCE_SHIFT ? right->value & (left->type->size * 8 - 1)
        : right->value, left->type->is_unsigned), type);
  if (right->kind == NODE_INTEGER && type->size == 8 && operation == '+')
    return add_offset(left, right->value);
  n = new_node(NODE_BINARY, type, left, right);
  n->operation = operation;
  return n;
}

long step_of(struct type *pointer) {
  if (pointer->base->kind == TYPE_VOID || pointer->base->kind == TYPE_FUNCTION)
    return 1;
  need(pointer->base->size >= 0, "arithmetic on a pointer to an incomplete type");
  return pointer->base->size;
}

struct node *add_to_pointer(long operation, struct node *pointer, struct node *index) {
  need(is_integer(index->type), "a pointer can only be moved by an integer");
  index = new_cast(promote(index), index->type->is_unsigned && index->type->kind == TYPE_LONG
                   ? type_unsigned_long : type_long);
  index = new_binary('*', index, new_integer(step_of(pointer->type), type_long), index->type);
  if (operation == '-' && index->kind == NODE_INTEGER)
    return add_offset(pointer, -index->value);
  return new_binary(operation, pointer, index, pointer->type);
}

struct node *subtract_pointers(struct node *left, struct node *right) {
  long step = step_of(left->type);
  struct node *n = new_binary('-', new_cast(left, type_long), new_cast(right, type_long),
                              type_long);
  need(step > 0, "subtraction of pointers to objects of no size");
  return step == 1 ? n : new_binary('/', n, new_integer(step, type_long), type_long);
}

struct node *compare(long operation, struct node *left, struct node *right) {
  struct type *type = type_unsigned_long;
  left = promote(left);
  right = promote(right);
  if (is_arithmetic(left->type) && is_arithmetic(right->type))
    type = usual_type(left->type, right->type);
  else
    need(is_scalar(left->type) && is_scalar(right->type)
         && !is_floating(left->type) && !is_floating(right->type),
         "these types cannot be compared");
  return new_binary(operation, new_cast(left, type), new_cast(right, type), type_int);
}

// Is a number or pointer not zero? 0 or 1 as int: what conditions are made of.
struct node *truth(struct node *n) {
  return compare(NOT_EQUAL, n, new_integer(0, type_int));
}

// left operation right, for the operators of precedence 3 to 10, as C defines them.
struct node *new_operation(long operation, struct node *left, struct node *right) {
  struct type *type;
  left = decay(left);
  right = decay(right);
  if (is_comparison(operation))
    return compare(operation, left, right);
  if (operation == '+' && right->type->kind == TYPE_POINTER)
    return add_to_pointer('+', right, left);
  if (operation == '-' && right->type->kind == TYPE_POINTER) {
    need(left->type->kind == TYPE_POINTER, "a pointer is subtracted from a number");
    return subtract_pointers(left, right);
  }
  if ((operation == '+' || operation == '-') && left->type->kind == TYPE_POINTER)
    return add_to_pointer(operation, left, right);
  if (operation == '+' || operation == '-' || operation == '*' || operation == '/')
    need(is_arithmetic(left->type) && is_arithmetic(right->type), "numbers expected");
  else
    need(is_integer(left->type) && is_integer(right->type), "integers expected");
  left = promote(left);
  right = promote(right);
  if (precedence(operation) == PRECEDENCE_SHIFT)
    return new_binary(operation, left, right, left->type);
  type = usual_type(left->type, right->type);
  return new_binary(operation, new_cast(left, type), new_cast(right, type), type);
}

struct node *new_negation(struct node *n) {
  n = promote(n);
  need(is_arithmetic(n->type), "a number is expected after -");
  if (is_floating(n->type))
    return new_node(NODE_NEGATE, n->type, n, 0);
  return new_binary('-', new_integer(0, n->type), n, n->type);
}

struct type *conditional_type(struct node *yes, struct node *no) {
  struct type *a = yes->type;
  struct type *b = no->type;
  if (is_arithmetic(a) && is_arithmetic(b))
    return usual_type(a, b);
  if (a->kind == TYPE_VOID || b->kind == TYPE_VOID)
    return type_void;
  if (is_struct(a) && same_type(a, b))
    return a;
  if (a->kind == TYPE_POINTER && is_integer(b))
    return a;
  if (b->kind == TYPE_POINTER && is_integer(a))
    return b;
  need(a->kind == TYPE_POINTER && b->kind == TYPE_POINTER, "the two values after ? do not match");
  return a->base->kind == TYPE_VOID ? b : a;
}

struct node *new_conditional(struct node *condition, struct node *yes, struct node *no) {
  struct type *type;
  struct node *n;
  condition = truth(condition);
  yes = decay(yes);
  no = decay(no);
  if (is_integer(yes->type) && is_integer(no->type)) {
    yes = promote(yes);
    no = promote(no);
  }
  type = conditional_type(yes, no);
  yes = new_cast(yes, type);
  no = new_cast(no, type);
  if (condition->kind == NODE_INTEGER)
    return condition->value ? yes : no;
  n = new_node(NODE_CONDITIONAL, type, yes, no);
  n->condition = condition;
  return n;
}

struct node *new_logical(long operation, struct node *left, struct node *right) {
  right = truth(right);
  if (operation == AND_AND)
    return new_conditional(left, right, new_integer(0, type_int));
  return new_conditional(left, new_integer(1, type_int), right);
}

struct node *new_comma(struct node *left, struct node *right) {
  right = promote_field(decay(right), right);
  return new_node(NODE_COMMA, right->type, left, right);
}

struct node *new_assign(struct node *left, struct node *right) {
  need(is_lvalue(left), "this cannot be assigned to");
  need(is_scalar(left->type) || is_struct(left->type), "this type cannot be assigned");
  need(left->type->size >= 0, "assignment to an incomplete type");
  right = new_cast(right, left->type);
  return promote_field(new_node(NODE_ASSIGN, left->type, left, right), left);
}

// left operation= right. The address of left is computed once, and kept in a temporary.
struct node *new_update(long operation, struct node *left, struct node *right) {
  struct node *place = left->kind == NODE_BIT_FIELD ? left->left : left;
  struct node *pointer = new_temporary(pointer_to(place->type));
  struct node *setup;
  need(is_lvalue(left), "this cannot be assigned to");
  setup = new_assign(pointer, new_address(place, pointer->type));
  if (left->kind == NODE_BIT_FIELD) {
    left = copy_node(left, left->type);
    left->left = new_deref(pointer);
  } else
    left = new_deref(pointer);
  return new_comma(setup, new_assign(left, new_operation(operation, left, right)));
}

// n++ or n--: the new value, taken back by one.
struct node *new_postfix(long operation, struct node *n) {
  struct node *one = new_integer(1, type_int);
  need(n->kind != NODE_BIT_FIELD && !is_floating(n->type),
       "++ or -- after a bit-field or floating value is not supported");
  return new_cast(new_operation(operation == '+' ? '-' : '+', new_update(operation, n, one), one), n->type);
}
