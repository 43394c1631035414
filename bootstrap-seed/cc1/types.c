// types.c: C's types, their sizes, and the layout of structs, unions and bit-fields.
//
// Qualifiers are not kept: const and volatile change no code here. Two types are the same if
// same_type says so; structs, unions and enums are the same only as the same struct type.

enum {
  TYPE_VOID, TYPE_CHAR, TYPE_SHORT, TYPE_INT, TYPE_LONG,
  TYPE_FLOAT, TYPE_DOUBLE, TYPE_LONG_DOUBLE,
  TYPE_POINTER, TYPE_ARRAY, TYPE_STRUCT, TYPE_UNION, TYPE_FUNCTION,
  SIZE_LIMIT = 1073741824       // bytes of one object
};

struct type {
  long kind;
  long size;                    // -1 while incomplete
  long align;
  long is_unsigned;
  struct type *base;            // of a pointer, array, or function's result
  long length;                  // of an array; -1 if not known yet
  struct member *members;
  struct parameter *parameters;
  long variadic;
  struct type *pointer;         // the type "pointer to this", once it is made
};

struct member {
  struct name *name;            // 0 for an anonymous struct or union
  struct type *type;
  long offset;
  long bit;                     // of a bit-field: its lowest bit in the unit at offset,
  long width;                   // and its width; 0 for a plain member
  struct member *next;
};

struct parameter {
  struct name *name;            // may be 0
  struct type *type;
  long place;
  struct parameter *next;
};

struct type *type_void;
struct type *type_char;
struct type *type_unsigned_char;
struct type *type_short;
struct type *type_unsigned_short;
struct type *type_int;
struct type *type_unsigned;
struct type *type_long;
struct type *type_unsigned_long;
struct type *type_float;
struct type *type_double;
struct type *type_long_double;

struct type *new_type(long kind, long size, long align, long is_unsigned) {
  struct type *t = (struct type *)allocate(sizeof(struct type));
  t->kind = kind;
  t->size = size;
  t->align = align;
  t->is_unsigned = is_unsigned;
  return t;
}

void types_begin(void) {
  type_void = new_type(TYPE_VOID, -1, 1, 0);
  type_char = new_type(TYPE_CHAR, 1, 1, 0);
  type_unsigned_char = new_type(TYPE_CHAR, 1, 1, 1);
  type_short = new_type(TYPE_SHORT, 2, 2, 0);
  type_unsigned_short = new_type(TYPE_SHORT, 2, 2, 1);
  type_int = new_type(TYPE_INT, 4, 4, 0);
  type_unsigned = new_type(TYPE_INT, 4, 4, 1);
  type_long = new_type(TYPE_LONG, 8, 8, 0);
  type_unsigned_long = new_type(TYPE_LONG, 8, 8, 1);
  type_float = new_type(TYPE_FLOAT, 4, 4, 0);
  type_double = new_type(TYPE_DOUBLE, 8, 8, 0);
  type_long_double = new_type(TYPE_LONG_DOUBLE, 16, 16, 0);
}

long is_integer(struct type *t) {
  return t->kind >= TYPE_CHAR && t->kind <= TYPE_LONG;
}

long is_floating(struct type *t) {
  return t->kind >= TYPE_FLOAT && t->kind <= TYPE_LONG_DOUBLE;
}

long is_arithmetic(struct type *t) {
  return t->kind >= TYPE_CHAR && t->kind <= TYPE_LONG_DOUBLE;
}

long is_scalar(struct type *t) {
  return t->kind >= TYPE_CHAR && t->kind <= TYPE_POINTER;
}

long is_struct(struct type *t) {
  return t->kind == TYPE_STRUCT || t->kind == TYPE_UNION;
}

// A value of this type is handled by the address of its bytes.
long is_aggregate(struct type *t) {
  return t->kind >= TYPE_ARRAY;
}

struct type *pointer_to(struct type *base) {
  if (!base->pointer) {
    base->pointer = new_type(TYPE_POINTER, 8, 8, 1);
    base->pointer->base = base;
  }
  return base->pointer;
}

struct type *array_of(struct type *base, long length, long place) {
  struct type *t = new_type(TYPE_ARRAY, -1, base->align, 0);
  if (base->size < 0 || base->kind == TYPE_FUNCTION)
    fail(place, "array of an incomplete type or of functions");
  if (base->size && length > SIZE_LIMIT / base->size)
    fail(place, "array is too large");
  t->base = base;
  t->length = length;
  if (length >= 0)
    t->size = base->size * length;
  return t;
}

long same_type(struct type *a, struct type *b) {
  struct parameter *p;
  struct parameter *q;
  if (a == b)
    return 1;
  if (a->kind != b->kind || a->is_unsigned != b->is_unsigned || is_struct(a))
    return 0;
  if (a->kind == TYPE_ARRAY && a->length >= 0 && b->length >= 0 && a->length != b->length)
    return 0;
  if (a->kind == TYPE_FUNCTION) {
    if (a->variadic != b->variadic)
      return 0;
    p = a->parameters;
    q = b->parameters;
    while (p && q) {
      if (!same_type(p->type, q->type))
        return 0;
      p = p->next;
      q = q->next;
    }
    if (p || q)
      return 0;
  }
  return !a->base || same_type(a->base, b->base);
}

struct type *promoted(struct type *t) {
  return is_integer(t) && t->kind < TYPE_INT ? type_int : t;
}

// The common type of two arithmetic operands.
struct type *usual_type(struct type *a, struct type *b) {
  if (is_floating(a) || is_floating(b))
    return a->kind > b->kind ? a : b;
  a = promoted(a);
  b = promoted(b);
  if (a->kind != b->kind)
    return a->kind > b->kind ? a : b;
  return a->is_unsigned ? a : b;
}

// The value as an object of an integer (or pointer) type holds it.
long cut_to_type(long value, struct type *t) {
  long sign;
  if (t->size == 8)
    return value;
  sign = (long)1 << (t->size * 8 - 1);
  value = value & (sign * 2 - 1);
  return t->is_unsigned ? value : (value ^ sign) - sign;
}

long align_up(long value, long align) {
  return (value + align - 1) & -align;
}

// Gives each member its offset, and the struct or union its size. A bit-field goes directly after
// the last bit used, unless it would cross a boundary of its own type: then to that boundary.
void lay_out(struct type *t, long place) {
  struct member *m = t->members;
  long bits = 0;                // first free bit
  long widest = 0;              // bytes
  long unit;                    // bits of a member's type
  t->align = 1;
  while (m) {
    unit = m->type->size * 8;
    if (t->kind == TYPE_UNION)
      bits = 0;
    if (m->width) {
      if (bits / unit != (bits + m->width - 1) / unit)
        bits = align_up(bits, unit);
      m->offset = bits / unit * m->type->size;
      m->bit = bits % unit;
      bits = bits + m->width;
    } else {
      bits = align_up(bits, m->type->align * 8);
      m->offset = bits / 8;
      bits = bits + unit;
    }
    if (m->type->align > t->align)
      t->align = m->type->align;
    if ((bits + 7) / 8 > widest)
      widest = (bits + 7) / 8;
    if (widest > SIZE_LIMIT)
      fail(place, "struct or union is too large");
    m = m->next;
  }
  t->size = align_up(widest, t->align);
}

// Finds a member by name, in anonymous members too; adds the anonymous ones' offsets to
// member_offset, which the caller sets to 0 first.
long member_offset;

struct member *find_member(struct type *t, struct name *name) {
  struct member *m = t->members;
  struct member *inner;
  while (m) {
    if (m->name == name) {
      member_offset = member_offset + m->offset;
      return m;
    }
    if (!m->name && is_struct(m->type)) {
      inner = find_member(m->type, name);
      if (inner) {
        member_offset = member_offset + m->offset;
        return inner;
      }
    }
    m = m->next;
  }
  return 0;
}
