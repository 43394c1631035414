// parse-expression.c: expressions, by recursive descent; one function for each level of C's
// grammar but for the ten levels of binary operators, which share one that goes by precedence.

struct node *expression(void);
struct node *assignment(void);
struct node *unary(void);
struct node *cast(void);
struct type *type_name(void);            // parse-type.c

// ---- primary and postfix expressions ----

// string := STRING {STRING}; the bytes are left in `literal`, with a zero byte after them.
void string(void) {
  literal_length = 0;
  while (kind == TOKEN_STRING) {
    read_string(token, here);
    next();
  }
  if (literal_length == LITERAL_LIMIT)
    fail(here, "string constant is too long");
  literal[literal_length] = 0;
}

struct node *string_node(void) {
  string();
  return new_global_node(new_string(literal, literal_length + 1),
                         array_of(type_char, literal_length + 1, here));
}

struct node *number(void) {
  struct node *n;
  read_number(token, here);
  n = new_integer(number_value, number_long ? number_unsigned ? type_unsigned_long : type_long
                  : number_unsigned ? type_unsigned : type_int);
  if (number_scale)
    n = new_operation('/', new_cast(n, type_double),
                      new_cast(new_integer(number_scale, type_long), type_double));
  next();
  return n;
}

struct node *name_value(void) {
  struct symbol *s = token->name->symbol;
  if (!s)
    fail_here("undeclared name");
  next();
  if (s->kind == SYMBOL_LOCAL)
    return new_local(s);
  if (s->kind == SYMBOL_GLOBAL)
    return new_global_node(s->global, s->type);
  if (s->kind == SYMBOL_ENUMERATOR)
    return new_integer(s->value, s->type);
  fail_here("a value, not a type, is expected");
  return 0;
}

// primary := NAME | NUMBER | CHARACTER | string | "(" expression ")"
struct node *primary(void) {
  struct node *n;
  switch (kind) {
  case TOKEN_NAME: return name_value();
  case TOKEN_NUMBER: return number();
  case TOKEN_STRING: return string_node();
  case TOKEN_CHARACTER:
    read_character(token, here);
    next();
    return new_integer(number_value, type_int);
  case '(':
    next();
    n = expression();
    expect(')');
    return n;
  }
  fail_here("expression expected before");
  return 0;
}

// arguments := [assignment {"," assignment}] ")"
struct node *call(struct node *function) {
  struct node *n;
  struct node *argument;
  struct node *last = 0;
  struct parameter *p;
  struct type *type;
  function = decay(function);
  if (function->type->kind != TYPE_POINTER || function->type->base->kind != TYPE_FUNCTION)
    fail(here, "this is not a function");
  type = function->type->base;
  p = type->parameters;
  if (is_struct(type->base))
    fail(here, "functions that return a struct are not supported");
  n = new_node(NODE_CALL, type->base, function, 0);
  while (kind != ')') {
    argument = decay(assignment());
    if (p) {
      argument = new_cast(argument, p->type);
      p = p->next;
    } else if (!type->variadic)
      fail(here, "too many arguments in a call");
    else
      argument = argument->type->kind == TYPE_FLOAT ? new_cast(argument, type_double)
                 : promote(argument);
    need(argument->type->size >= 0, "an argument has no value");
    argument = copy_node(argument, argument->type);
    n->value = n->value + align_up(argument->type->size, 8);
    need(n->value <= SIZE_LIMIT, "arguments are too large");
    if (last)
      last->next = argument;
    else
      n->right = argument;
    last = argument;
    if (!accept(','))
      break;
    if (kind == ')')
      fail_here("expression expected before");
  }
  if (p)
    fail(here, "too few arguments in a call");
  expect(')');
  return n;
}

struct name *member_name(void) {
  struct name *name = token->name;
  next();
  if (token->kind != TOKEN_NAME)
    fail_here("member name expected before");
  name = token->name;
  next();
  return name;
}

// postfix := primary {"[" expression "]" | "(" arguments | "." NAME | "->" NAME | "++" | "--"}
struct node *postfix(void) {
  struct node *n = primary();
  while (1) {
    switch (kind) {
    case '[':
      next();
      n = new_deref(new_operation('+', n, expression()));
      expect(']');
      break;
    case '(':
      next();
      n = call(n);
      break;
    case '.':
      n = new_member(n, member_name());
      break;
    case ARROW:
      n = new_member(new_deref(n), member_name());
      break;
    case INCREMENT:
      next();
      n = new_postfix('+', n);
      break;
    case DECREMENT:
      next();
      n = new_postfix('-', n);
      break;
    default:
      return n;
    }
  }
}

// ---- unary expressions and casts ----

long is_type_start(struct token *t) {
  long word = kind_of(t);
  if (word == TOKEN_NAME)
    return t->name->symbol && t->name->symbol->kind == SYMBOL_TYPEDEF;
  return word >= INT && word < TYPE_WORDS_END;
}

// sizeof := "sizeof" ("(" type_name ")" | unary)
struct node *size_of(void) {
  struct type *type;
  struct node *n;
  next();
  peek();
  if (kind == '(' && is_type_start(token_ahead)) {
    next();
    type = type_name();
    expect(')');
  } else {
    n = unary();
    if (n->kind == NODE_BIT_FIELD)
      fail(here, "sizeof of a bit-field");
    type = n->type;
  }
  if (type->size < 0)
    fail(here, "sizeof of an incomplete type");
  return new_integer(type->size, type_unsigned_long);
}

// unary := postfix | ("++" | "--") unary | ("&" | "*" | "+" | "-" | "~" | "!") cast | sizeof
struct node *unary(void) {
  struct node *n;
  long operation = kind;
  enter_nesting();
  switch (operation) {
  case INCREMENT: case DECREMENT:
    next();
    n = new_update(operation == INCREMENT ? '+' : '-', unary(), new_integer(1, type_int));
    break;
  case '&':
    next();
    n = cast();
    need(is_lvalue(n), "& needs an object or a function");
    n = new_address(n, pointer_to(n->type));
    break;
  case '*':
    next();
    n = new_deref(cast());
    break;
  case '+':
    next();
    n = promote(cast());
    need(is_arithmetic(n->type), "a number is expected after +");
    break;
  case '-':
    next();
    n = new_negation(cast());
    break;
  case '~':
    next();
    n = new_operation('^', cast(), new_integer(-1, type_int));
    break;
  case '!':
    next();
    n = compare(EQUAL, cast(), new_integer(0, type_int));
    break;
  case SIZEOF:
    n = size_of();
    break;
  default:
    n = postfix();
  }
  nesting--;
  return n;
}

// cast := unary | "(" type_name ")" cast
struct node *cast(void) {
  struct type *type;
  struct node *n;
  if (kind != '(')
    return unary();
  peek();
  if (!is_type_start(token_ahead))
    return unary();
  enter_nesting();
  next();
  type = type_name();
  expect(')');
  if (kind == '{')
    fail(here, "compound literals are not supported");
  need(is_scalar(type) || type->kind == TYPE_VOID, "cannot cast to this type");
  n = new_cast(cast(), type);
  nesting--;
  return n;
}

// ---- binary operators, assignment ----

// binary := cast {operator cast}, each operator with the operands that its precedence gives it
struct node *binary(long lowest) {
  struct node *left = cast();
  struct node *right;
  long operation;
  while (precedence(kind) >= lowest) {
    operation = kind;
    next();
    right = binary(precedence(operation) + 1);
    if (operation == AND_AND || operation == OR_OR)
      left = new_logical(operation, left, right);
    else
      left = new_operation(operation, left, right);
  }
  return left;
}

// conditional := binary ["?" expression ":" conditional]
struct node *conditional(void) {
  struct node *n = binary(1);
  struct node *yes;
  if (kind == '?') {
    enter_nesting();
    next();
    yes = expression();
    expect(':');
    n = new_conditional(n, yes, conditional());
    nesting--;
  }
  return n;
}

// The operator in += and the like: 0 if the token is none of these.
long update_operation(void) {
  if (kind == SHL_ASSIGN)
    return SHIFT_LEFT;
  if (kind == SHR_ASSIGN)
    return SHIFT_RIGHT;
  return kind >= ADD_ASSIGN && kind <= XOR_ASSIGN ? punctuator_texts[kind - SHL_ASSIGN][0] : 0;
}

// assignment := conditional [("=" | "+=" | ...) assignment]
struct node *assignment(void) {
  struct node *n;
  long operation;
  enter_nesting();
  n = conditional();
  operation = update_operation();
  if (kind == '=') {
    next();
    n = new_assign(n, assignment());
  } else if (operation) {
    next();
    n = new_update(operation, n, assignment());
  }
  nesting--;
  return n;
}

// expression := assignment {"," assignment}
struct node *expression(void) {
  struct node *n = assignment();
  while (accept(','))
    n = new_comma(n, assignment());
  return n;
}

// A conditional expression that must be a whole number known now.
long constant_expression(void) {
  long saved = node_count;
  struct node *n = conditional();
  node_count = saved;
  if (n->kind != NODE_INTEGER)
    fail(here, "integer constant expected");
  return n->value;
}
