// parse-type.c: type specifiers and declarators.
//
// The hard idea: a declarator reads inside out. In `*(*f)(int)`, what binds tightest to f comes
// first: pointer, function (int), pointer. collect_declarator writes these derivations down in
// that order; applying them to the specifier's type from the last to the first gives f's type.

enum { DERIVATION_LIMIT = 400 };        // of all declarators being read

struct derivation {
  long kind;                    // TYPE_POINTER, TYPE_ARRAY or TYPE_FUNCTION
  long length;                  // of an array
  struct parameter *parameters;
  long variadic;
  long unspecified;
  long place;
};

struct type *specifiers(void);
struct type *declarator(struct type *type);

struct derivation derivations[DERIVATION_LIMIT];
long derivation_count;

long storage;                   // TYPEDEF, EXTERN, STATIC or 0, of the specifiers read last
struct name *declared_name;     // of the declarator read last; 0 if it has none

struct derivation *derive(long derived) {
  struct derivation *d = &derivations[derivation_count];
  if (derivation_count == DERIVATION_LIMIT)
    fail(here, "declarator is too complicated");
  derivation_count++;
  d->kind = derived;
  d->place = here;
  d->variadic = 0;
  d->unspecified = 0;
  return d;
}

// attributes := {"__attribute__" "(" balanced tokens ")"}, all ignored
void skip_attributes(void) {
  long depth;
  while (accept(ATTRIBUTE)) {
    depth = 0;
    do {
      if (kind == '(')
        depth++;
      else if (kind == ')')
        depth--;
      else if (depth == 0 || kind == TOKEN_END)
        fail_here("'(' or ')' expected before");
      next();
    } while (depth);
  }
}

// ---- structs, unions, enums ----

void add_member(struct type *t, struct name *name, struct type *type, long width) {
  struct member *m = (struct member *)allocate(sizeof(struct member));
  struct member **last = &t->members;
  if (name && find_member(t, name))
    fail_named(here, "two members named", name->text);
  while (*last)
    last = &(*last)->next;
  *last = m;
  if (type->kind == TYPE_ARRAY && type->length < 0)
    type = array_of(type->base, 0, here);       // a flexible array member
  if (width >= 0) {
    need(is_integer(type), "a bit-field needs an integer type");
    need(width <= type->size * 8 && (width <= 1 || type->kind != TYPE_BOOL),
         "bit-field is too wide");
    need(width || !name, "a bit-field of width 0 cannot have a name");
    m->width = width;
    if (width == 0) {
      m->bit = type->size * 8;
      type = new_type(TYPE_VOID, 0, 1, 0);
    }
  }
  need(type->size >= 0 && type->kind != TYPE_FUNCTION, "a member's type is incomplete");
  m->name = name;
  m->type = type;
}

// members := {specifiers [declarator [":" constant] {"," ...}] ";"} "}"
void members(struct type *t) {
  struct type *base;
  struct type *type;
  struct name *name;
  long width;
  while (kind != '}') {
    base = specifiers();
    need(storage == 0, "a member cannot have a storage class");
    if (kind == ';' && is_struct(base))
      add_member(t, 0, base, -1);
    while (kind != ';') {
      type = base;
      name = 0;
      width = -1;
      if (kind != ':') {
        type = declarator(base);
        name = declared_name;
        if (!name)
          fail_here("member name expected before");
      }
      if (accept(':')) {
        width = constant_expression();
        need(width >= 0 && width <= 64, "bad width of a bit-field");
      }
      skip_attributes();
      add_member(t, name, type, width);
      if (!accept(','))
        break;
    }
    expect(';');
  }
  next();
}

// struct := ("struct" | "union") [NAME] ["{" members]
struct type *struct_specifier(void) {
  long wanted = kind == STRUCT ? TYPE_STRUCT : TYPE_UNION;
  struct name *name = 0;
  struct symbol *tag = 0;
  struct type *t;
  next();
  skip_attributes();
  if (kind == TOKEN_NAME) {
    name = token->name;
    next();
    tag = name->tag;
    if (kind == '{' || kind == ';')
      tag = declared_here(tag);
  } else if (kind != '{')
    fail_here("name or '{' expected before");
  if (tag && tag->type->kind != wanted)
    fail_named(here, "tag of another kind:", name->text);
  t = tag ? tag->type : new_type(wanted, -1, 1, 0);
  if (name && !tag)
    declare(name, SYMBOL_TAG, t);
  if (accept('{')) {
    if (t->size >= 0 || t->members)
      fail_named(here, "struct or union defined twice:", name->text);
    enter_nesting();
    members(t);
    nesting--;
    lay_out(t, here);
    skip_attributes();
  }
  return t;
}

// enum := "enum" [NAME] ["{" NAME ["=" constant] {"," NAME ["=" constant]} [","] "}"]
struct type *enum_specifier(void) {
  struct name *name = 0;
  struct symbol *s;
  struct type *type = type_unsigned;
  long value = 0;
  next();
  skip_attributes();
  if (kind == TOKEN_NAME) {
    name = token->name;
    next();
  }
  if (!accept('{')) {
    if (!name || !name->tag)
      fail_here("'{' of an unknown enum expected before");
    if (is_struct(name->tag->type))
      fail_named(here, "tag of another kind:", name->text);
    return name->tag->type;
  }
  while (kind == TOKEN_NAME) {
    if (declared_here(token->name->symbol))
      fail_here("declared twice:");
    s = declare(token->name, SYMBOL_ENUMERATOR, type_int);
    next();
    if (accept('='))
      value = constant_expression();
    s->value = value;
    if (value < 0)
      type = type_int;
    if (value > 2147483647)
      s->type = type_unsigned;
    need(value >= -2147483648 && value <= 4294967295, "an enumerator needs more than 32 bits");
    value++;
    if (!accept(','))
      break;
  }
  expect('}');
  skip_attributes();
  if (name) {
    if (declared_here(name->tag))
      fail_named(here, "enum defined twice:", name->text);
    declare(name, SYMBOL_TAG, type);
  }
  return type;
}

// ---- specifiers ----

struct type *number_type(long base, long longs, long shorts, long sign) {
  if (base == CHAR)
    return sign == UNSIGNED ? type_unsigned_char : type_char;
  if (shorts)
    return sign == UNSIGNED ? type_unsigned_short : type_short;
  if (longs)
    return sign == UNSIGNED ? type_unsigned_long : type_long;
  return sign == UNSIGNED ? type_unsigned : type_int;
}

// specifiers := {storage | qualifier | "inline" | type keyword | struct | enum | TYPEDEF_NAME}
struct type *specifiers(void) {
  struct type *type = 0;
  long base = 0;
  long longs = 0;
  long shorts = 0;
  long sign = 0;
  long class = 0;
  long is_inline = 0;
  long bad = 0;
  long more = 1;
  while (more) {
    switch (kind) {
    case TYPEDEF: case EXTERN: case STATIC:
      if (class)
        fail_here("two storage classes before");
      class = kind;
      break;
    case INLINE:
      is_inline = 1;
      break;
    case CONST: case VOLATILE: case RESTRICT: case AUTO: case REGISTER: case EXTENSION:
      break;
    case SIGNED: case UNSIGNED:
      bad = bad || sign;
      sign = kind;
      break;
    case SHORT:
      shorts++;
      break;
    case LONG:
      longs++;
      break;
    case VOID: case CHAR: case INT: case FLOAT: case DOUBLE: case BOOL:
      bad = bad || base || type;
      base = kind;
      break;
    case ATTRIBUTE:
      skip_attributes();
      continue;
    case STRUCT: case UNION: case ENUM:
      bad = bad || type;
      type = kind == ENUM ? enum_specifier() : struct_specifier();
      continue;
    case TOKEN_NAME:
      if (type || base || longs || shorts || sign || !is_type_start(token)) {
        more = 0;
        continue;
      }
      type = token->name->symbol->type;
      break;
    default:
      more = 0;
      continue;
    }
    next();
  }
  storage = class ? class : is_inline ? STATIC : 0;
  if (type)
    bad = bad || base || longs || shorts || sign;
  else if (base == VOID || base == BOOL || base == FLOAT || base == DOUBLE) {
    bad = bad || shorts || sign || longs > (base == DOUBLE);
    type = base == VOID ? type_void : base == BOOL ? type_bool : base == FLOAT ? type_float
           : longs ? type_long_double : type_double;
  } else {
    if (!base && !longs && !shorts && !sign)
      fail_here("type expected before");
    bad = bad || longs > 2 || shorts > 1 || (longs && shorts)
          || (base == CHAR && (longs || shorts));
    type = number_type(base, longs, shorts, sign);
  }
  if (bad)
    fail_here("these type specifiers do not go together, before");
  return type;
}

// ---- declarators ----

// parameters := ")" | "void" ")" | parameter {"," parameter} ["," "..."] ")"
void parameters(struct derivation *d) {
  struct parameter *first = 0;
  struct parameter *last = 0;
  struct parameter *p;
  struct type *type;
  long variadic = 0;
  long unspecified = kind == ')';
  long at = d->place;
  peek();
  if (kind == VOID && token_ahead->kind == ')')
    next();
  else
    while (kind != ')') {
      if (accept(ELLIPSIS)) {
        variadic = 1;
        break;
      }
      p = (struct parameter *)allocate(sizeof(struct parameter));
      p->place = here;
      type = declarator(specifiers());
      if (type->kind == TYPE_ARRAY)
        type = pointer_to(type->base);
      if (type->kind == TYPE_FUNCTION)
        type = pointer_to(type);
      if (type->kind == TYPE_VOID)
        fail(here, "a parameter cannot be void");
      p->type = type;
      p->name = declared_name;
      if (last)
        last->next = p;
      else
        first = p;
      last = p;
      if (!accept(','))
        break;
      if (kind == ')')
        fail_here("parameter expected before");
    }
  expect(')');
  d->parameters = first;
  d->variadic = variadic;
  d->unspecified = unspecified;
  d->place = at;
}

long is_inner_declarator(void) {
  peek();
  return kind == '(' && token_ahead->kind != ')' && !is_type_start(token_ahead);
}

// declarator := {"*" {qualifier}} ["(" declarator ")" | NAME] {"[" [constant] "]" | "(" parameters}
struct name *collect_declarator(void) {
  struct name *name = 0;
  struct derivation *d;
  long stars = 0;
  enter_nesting();
  while (kind == '*' || kind == CONST || kind == VOLATILE || kind == RESTRICT
         || kind == ATTRIBUTE) {
    if (kind == ATTRIBUTE) {
      skip_attributes();
      continue;
    }
    stars = stars + (kind == '*');
    next();
  }
  if (kind == TOKEN_NAME) {
    name = token->name;
    next();
  } else if (is_inner_declarator()) {
    next();
    name = collect_declarator();
    expect(')');
  }
  while (kind == '[' || kind == '(') {
    d = derive(kind == '[' ? TYPE_ARRAY : TYPE_FUNCTION);
    if (accept('[')) {
      while (kind == CONST || kind == RESTRICT || kind == STATIC || kind == VOLATILE)
        next();
      d->length = -1;
      if (kind != ']') {
        d->length = constant_expression();
        need(d->length >= 0, "bad length of an array");
      }
      expect(']');
    } else {
      next();
      parameters(d);
    }
  }
  while (stars) {
    derive(TYPE_POINTER);
    stars--;
  }
  nesting--;
  return name;
}

struct type *declarator(struct type *type) {
  long from = derivation_count;
  struct name *name = collect_declarator();
  struct derivation *d;
  while (derivation_count > from) {
    derivation_count--;
    d = &derivations[derivation_count];
    if (d->kind == TYPE_POINTER)
      type = pointer_to(type);
    else if (d->kind == TYPE_ARRAY)
      type = array_of(type, d->length, d->place);
    else {
      type = function_returning(type, d->parameters, d->place);
      type->variadic = d->variadic;
      type->unspecified = d->unspecified;
    }
  }
  skip_attributes();
  declared_name = name;
  return type;
}

// type_name := specifiers declarator, without a name
struct type *type_name(void) {
  struct type *type = declarator(specifiers());
  if (declared_name)
    fail_named(here, "a type, without a name, is expected:", declared_name->text);
  return type;
}
