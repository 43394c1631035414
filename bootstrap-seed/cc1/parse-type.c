// parse-type.c: type specifiers and declarators.
//
// The hard idea: a declarator reads inside out. In `*(*f)(int)`, what is in the parentheses applies
// to a type that is known only when all after them is read. So the inner declarator is applied to
// an empty type, and that is filled in afterwards.

struct type *specifiers(void);
struct type *declarator(struct type *type);

long storage;                   // TYPEDEF, EXTERN, STATIC or 0, of the specifiers read last
struct name *declared_name;     // of the declarator read last; 0 if it has none

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
  if (width) {
    need(is_integer(type), "a bit-field needs an integer type");
    need(width > 0 && width <= type->size * 8, "bad width of a bit-field");
    m->width = width;
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
      add_member(t, 0, base, 0);
    while (kind != ';') {
      type = declarator(base);
      name = declared_name;
      width = 0;
      if (!name)
        fail_here("member name expected before");
      if (accept(':')) {
        width = constant_expression();
        need(width != 0, "bad width of a bit-field");
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

// enum := "enum" [NAME] "{" NAME ["=" constant] {"," NAME ["=" constant]} [","] "}"
// The name of an enum cannot be used again.
struct type *enum_specifier(void) {
  struct symbol *s;
  struct type *type = type_unsigned;
  long value = 0;
  next();
  accept(TOKEN_NAME);
  expect('{');
  while (kind == TOKEN_NAME) {
    if (declared_here(token->name->symbol))
      fail_here("declared twice:");
    s = declare(token->name, SYMBOL_ENUMERATOR, type_int);
    next();
    if (accept('='))
      value = constant_expression();
    need(value == cut_to_type(value, type_int), "an enumerator needs more than 32 bits");
    s->value = value;
    if (value < 0)
      type = type_int;
    value++;
    if (!accept(','))
      break;
  }
  expect('}');
  return type;
}

// ---- specifiers ----

// Words like unsigned and long are counted: each has three bits of a sum for itself.
enum {
  ONE_INT = 1, ONE_CHAR = 8, ONE_SHORT = 64, ONE_LONG = 512, ONE_SIGNED = 4096,
  ONE_UNSIGNED = 32768, ONE_FLOAT = 262144, ONE_DOUBLE = 2097152, ONE_VOID = 16777216
};

struct type *type_of_words(long words) {
  switch (words) {
  case ONE_VOID: return type_void;
  case ONE_FLOAT: return type_float;
  case ONE_DOUBLE: return type_double;
  case ONE_LONG + ONE_DOUBLE: return type_long_double;
  case ONE_CHAR: case ONE_SIGNED + ONE_CHAR: return type_char;
  case ONE_UNSIGNED + ONE_CHAR: return type_unsigned_char;
  }
  if (words & ONE_INT && words != ONE_INT)
    words = words - ONE_INT;    // it says nothing then
  switch (words) {
  case ONE_INT: case ONE_SIGNED: return type_int;
  case ONE_UNSIGNED: return type_unsigned;
  case ONE_SHORT: case ONE_SIGNED + ONE_SHORT: return type_short;
  case ONE_UNSIGNED + ONE_SHORT: return type_unsigned_short;
  case ONE_LONG: case ONE_LONG * 2: return type_long;
  case ONE_SIGNED + ONE_LONG: case ONE_SIGNED + ONE_LONG * 2: return type_long;
  case ONE_UNSIGNED + ONE_LONG: case ONE_UNSIGNED + ONE_LONG * 2: return type_unsigned_long;
  case 0: fail_here("type expected before");
  }
  fail_here("these type specifiers do not go together, before");
  return 0;
}

// specifiers := {storage | qualifier | "inline" | type keyword | struct | enum | TYPEDEF_NAME}
struct type *specifiers(void) {
  struct type *type = 0;
  long words = 0;
  long class = 0;
  long is_inline = 0;
  while (is_type_start(token) && !(kind == TOKEN_NAME && (type || words))) {
    switch (kind) {
    case TYPEDEF: case EXTERN: case STATIC:
      if (class)
        fail_here("two storage classes before");
      class = kind;
      break;
    case INLINE:
      is_inline = 1;
      break;
    case CONST: case VOLATILE: case RESTRICT: case AUTO: case REGISTER:
      break;
    case ATTRIBUTE:
      skip_attributes();
      continue;
    case STRUCT: case UNION: case ENUM:
      if (type)
        type_of_words(-1);
      type = kind == ENUM ? enum_specifier() : struct_specifier();
      continue;
    case TOKEN_NAME:
      type = token->name->symbol->type;
      break;
    default:
      words = words + ((long)1 << (kind - INT) * 3);
    }
    next();
  }
  storage = class ? class : is_inline ? STATIC : 0;
  if (!type || words)
    type = type_of_words(type ? -1 : words);
  return type;
}

// ---- declarators ----

// parameters := "void" ")" | [parameter {"," parameter}] ["," "..."] ")"; puts them in a function type
void parameters(struct type *function) {
  struct parameter **last = &function->parameters;
  struct parameter *p;
  struct type *type;
  peek();
  if (kind == VOID && token_ahead->kind == ')')
    next();
  while (kind != ')') {
    if (accept(ELLIPSIS)) {
      function->variadic = 1;
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
    *last = p;
    last = &p->next;
    if (!accept(','))
      break;
    if (kind == ')')
      fail_here("parameter expected before");
  }
  expect(')');
}

// suffixes := {"[" [constant] "]" | "(" parameters}: the first one is the outermost of the type
struct type *suffixes(struct type *type) {
  long length = -1;
  struct type *function;
  enter_nesting();
  if (accept('[')) {
    if (kind != ']') {
      length = constant_expression();
      need(length >= 0, "bad length of an array");
    }
    expect(']');
    type = array_of(suffixes(type), length, here);
  } else if (accept('(')) {
    function = new_type(TYPE_FUNCTION, 1, 1, 0);
    parameters(function);
    function->base = suffixes(type);
    need(function->base->kind != TYPE_ARRAY && function->base->kind != TYPE_FUNCTION,
         "a function cannot return an array or a function");
    type = function;
  }
  nesting--;
  return type;
}

long is_inner_declarator(void) {
  peek();
  return kind == '(' && token_ahead->kind != ')' && !is_type_start(token_ahead);
}

// declarator := {"*" {qualifier}} ["(" declarator ")" | NAME] suffixes
struct type *declarator(struct type *type) {
  struct name *name = 0;
  struct type *inner = 0;
  struct type *empty;
  enter_nesting();
  while (kind == '*' || kind == CONST || kind == VOLATILE || kind == RESTRICT) {
    if (kind == '*')
      type = pointer_to(type);
    next();
  }
  if (kind == TOKEN_NAME) {
    name = token->name;
    next();
  } else if (is_inner_declarator()) {
    next();
    empty = new_type(TYPE_VOID, -1, 1, 0);
    inner = declarator(empty);
    name = declared_name;
    expect(')');
    if (kind != '(' && kind != '[')
      fail_here("'(' or '[' expected after a declarator in parentheses, before");
  }
  type = suffixes(type);
  if (inner) {
    copy_bytes((char *)empty, (char *)type, sizeof(struct type));
    type = inner;
  }
  skip_attributes();
  nesting--;
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
