// if-expression.c: the expression of an #if, computed while it is read.
//
// It is simpler than an expression of the program: it has no types, all its numbers have 64 bits,
// and a name that is no macro is 0, even if it is a keyword. An operand that && || or ? ignores is
// computed too, but may divide by zero.

long if_is_unsigned;            // is the value computed last unsigned?
long if_ignored;                // how many ignored operands this one is in

long if_conditional(void);

// primary := NAME | NUMBER | CHARACTER | "(" conditional ")"
long if_primary(void) {
  long value;
  if_is_unsigned = 0;
  switch (kind) {
  case TOKEN_NAME:
    value = 0;
    break;
  case TOKEN_NUMBER:
    read_number(token, here);
    need(number_scale == 0, "integer constant expected");
    value = number_value;
    if_is_unsigned = number_unsigned;
    break;
  case TOKEN_CHARACTER:
    read_character(token, here);
    value = number_value;
    break;
  case '(':
    next();
    value = if_conditional();
    need(kind == ')', "')' expected in an #if expression");
    break;
  default:
    fail_here("expression expected before");
    return 0;
  }
  next();
  return value;
}

// unary := {"+" | "-" | "~" | "!"} primary
long if_unary(void) {
  long operation = kind;
  long value;
  enter_nesting();
  if (operation == '+' || operation == '-' || operation == '~' || operation == '!') {
    next();
    value = if_unary();
    if (operation == '-')
      value = -value;
    if (operation == '~')
      value = ~value;
    if (operation == '!') {
      value = !value;
      if_is_unsigned = 0;
    }
  } else
    value = if_primary();
  nesting--;
  return value;
}

// left operation right; if_is_unsigned tells of the right operand, then of the result.
long if_compute(long operation, long left, long right, long left_is_unsigned) {
  long is_unsigned = precedence(operation) == PRECEDENCE_SHIFT ? left_is_unsigned
                     : left_is_unsigned | if_is_unsigned;
  if_is_unsigned = is_comparison(operation) ? 0 : is_unsigned;
  if (right == 0 && (operation == '/' || operation == '%')) {
    need(if_ignored, "integer constant expected");
    return 0;
  }
  return compute(operation, left, right, is_unsigned);
}

// binary := unary {operator unary}, each operator with the operands that its precedence gives it
long if_binary(long lowest) {
  long left = if_unary();
  while (precedence(kind) >= lowest) {
    long operation = kind;
    long is_unsigned = if_is_unsigned;
    long drop = (operation == AND_AND && !left) || (operation == OR_OR && left);
    long right;
    next();
    if_ignored = if_ignored + drop;
    right = if_binary(precedence(operation) + 1);
    if_ignored = if_ignored - drop;
    if (operation == AND_AND || operation == OR_OR) {
      left = operation == AND_AND ? left && right : left || right;
      if_is_unsigned = 0;
    } else
      left = if_compute(operation, left, right, is_unsigned);
  }
  return left;
}

// conditional := binary ["?" conditional ":" conditional]
long if_conditional(void) {
  long condition = if_binary(1);
  long yes;
  long yes_is_unsigned;
  long no;
  if (kind != '?')
    return condition;
  enter_nesting();
  next();
  if_ignored = if_ignored + (condition == 0);
  yes = if_conditional();
  yes_is_unsigned = if_is_unsigned;
  if_ignored = if_ignored - (condition == 0);
  expect(':');
  if_ignored = if_ignored + (condition != 0);
  no = if_conditional();
  if_ignored = if_ignored - (condition != 0);
  if_is_unsigned = if_is_unsigned | yes_is_unsigned;
  nesting--;
  return condition ? yes : no;
}

// Reads to the end of the line, in the middle of whatever is being parsed. Is the value not zero?
long if_expression(void) {
  struct token *saved_token = token;
  struct token *saved_ahead = token_ahead;
  long saved_kind = kind;
  long saved_here = here;
  long value;
  token_ahead = 0;
  next();
  value = if_conditional();
  if (kind != TOKEN_EOL)
    fail(here, "extra tokens after an #if expression");
  token = saved_token;
  token_ahead = saved_ahead;
  kind = saved_kind;
  here = saved_here;
  return value != 0;
}
