// parse-statement.c: statements, compiled as they are parsed.
//
// Only the step of a `for` is kept as a tree, until the body is done. A switch is compiled as a
// jump to its end, where the value in rax is compared with each case in turn.

enum { CASE_LIMIT = 10000 };    // of the switches open at one time

void statement(void);

long break_label;               // -1 outside of loops and switches
long continue_label;
long in_switch;
long default_label;             // -1 if none yet
struct type *switch_type;
long case_values[CASE_LIMIT];
long case_labels[CASE_LIMIT];
long case_first;                // of the innermost switch
long case_count;

struct node *parenthesised(void) {
  struct node *n;
  expect('(');
  n = expression();
  expect(')');
  return n;
}

// if := "if" "(" expression ")" statement ["else" statement]
// A chain of else if is a loop here, so that its length is not nesting.
void if_statement(void) {
  long end = new_label();
  long no;
  long more = 1;
  while (more) {
    no = new_label();
    next();
    gen_branch(truth(parenthesised()), no, 0);
    statement();
    more = accept(ELSE);
    if (more)
      emit_jump(end);
    place_label(no);
    if (more && kind != IF) {
      statement();
      more = 0;
    }
  }
  place_label(end);
}

// Compiles a loop's body with the labels that break and continue go to.
void body(long end, long again) {
  long outer_break = break_label;
  long outer_continue = continue_label;
  break_label = end;
  continue_label = again;
  statement();
  break_label = outer_break;
  continue_label = outer_continue;
}

// while := "while" "(" expression ")" statement
void while_statement(void) {
  long again = new_label();
  long end = new_label();
  next();
  place_label(again);
  gen_branch(truth(parenthesised()), end, 0);
  body(end, again);
  emit_jump(again);
  place_label(end);
}

// do := "do" statement "while" "(" expression ")" ";"
void do_statement(void) {
  long start = new_label();
  long again = new_label();
  long end = new_label();
  next();
  place_label(start);
  body(end, again);
  place_label(again);
  if (kind != WHILE)
    fail_here("while expected before");
  next();
  gen_branch(truth(parenthesised()), start, 1);
  expect(';');
  place_label(end);
}

// for := "for" "(" [expression] ";" [expression] ";" [expression] ")" statement
void for_statement(void) {
  long start = new_label();
  long again = new_label();
  long end = new_label();
  struct node *step = 0;
  next();
  expect('(');
  if (kind != ';')
    gen_discard(expression());
  expect(';');
  place_label(start);
  if (kind != ';')
    gen_branch(truth(expression()), end, 0);
  expect(';');
  if (kind != ')')
    step = expression();
  expect(')');
  body(end, again);
  place_label(again);
  if (step)
    gen_discard(step);
  emit_jump(start);
  place_label(end);
}

// switch := "switch" "(" expression ")" statement
void switch_statement(void) {
  long dispatch = new_label();
  long end = new_label();
  long outer_break = break_label;
  long outer_default = default_label;
  long outer_first = case_first;
  long outer_in = in_switch;
  struct type *outer_type = switch_type;
  struct node *n;
  long i;
  next();
  n = promote(parenthesised());
  need(is_integer(n->type), "switch needs an integer");
  gen(n);
  emit_jump(dispatch);
  switch_type = n->type;
  break_label = end;
  default_label = -1;
  case_first = case_count;
  in_switch = 1;
  statement();
  emit_jump(end);
  place_label(dispatch);
  for (i = case_first; i < case_count; i++) {
    code("48 B9");              // mov rcx, imm64
    emit_8(case_values[i]);
    code("48 39 C8 0F 84");     // cmp rax, rcx; je rel32
    emit_label(case_labels[i]);
  }
  if (default_label >= 0)
    emit_jump(default_label);
  place_label(end);
  case_count = case_first;
  case_first = outer_first;
  in_switch = outer_in;
  switch_type = outer_type;
  default_label = outer_default;
  break_label = outer_break;
}

// case := "case" constant ":" | "default" ":"
void case_label(void) {
  long value;
  long label = new_label();
  long i;
  if (!in_switch)
    fail_here("outside of a switch:");
  if (accept(DEFAULT)) {
    need(default_label < 0, "two defaults in one switch");
    default_label = label;
  } else {
    next();
    value = cut_to_type(constant_expression(), switch_type);
    for (i = case_first; i < case_count; i++)
      need(case_values[i] != value, "the same case twice in one switch");
    need(case_count < CASE_LIMIT, "too many cases");
    case_values[case_count] = value;
    case_labels[case_count] = label;
    case_count++;
  }
  expect(':');
  place_label(label);
}

long named_label(struct name *name) {
  if (name->label_owner != function_serial) {
    name->label = new_label();
    name->label_owner = function_serial;
    label_name[name->label] = name;
    label_place[name->label] = here;
  }
  return name->label;
}

// jump := "goto" NAME ";" | "break" ";" | "continue" ";" | "return" [expression] ";"
void jump_statement(void) {
  long which = kind;
  struct node *n;
  long label = which == BREAK ? break_label : continue_label;
  next();
  if (which == GOTO) {
    if (kind != TOKEN_NAME)
      fail_here("label expected before");
    label = named_label(token->name);
    next();
    emit_jump(label);
  } else if (which == RETURN) {
    if (kind != ';') {
      n = expression();
      if (function_type->base->kind != TYPE_VOID || n->type->kind != TYPE_VOID) {
        need(function_type->base->kind != TYPE_VOID, "a void function returns a value");
        n = new_cast(n, function_type->base);
      }
      gen(n);
    }
    code("C9 C3");              // leave; ret
  } else {
    if (label < 0)
      fail(here, "break or continue outside of a loop");
    emit_jump(label);
  }
  expect(';');
}

// block := {declaration | statement} "}"
void block(void) {
  long saved = frame_used;
  enter_scope();
  while (kind != '}') {
    if (kind == TOKEN_END)
      fail_here("'}' expected before");
    if (is_type_start(token) && !(kind == TOKEN_NAME && peek() == ':'))
      local_declaration();
    else
      statement();
  }
  leave_scope();
  frame_used = saved;
}

// statement := {NAME ":" | case} ("{" block | ";" | expression ";" | if | while | do | for
//            | switch | jump)
void statement(void) {
  long saved_frame = frame_used;
  long saved_nodes = node_count;
  enter_nesting();
  while (kind == CASE || kind == DEFAULT || (kind == TOKEN_NAME && peek() == ':')) {
    if (kind != TOKEN_NAME)
      case_label();
    else {
      if (label_offset[named_label(token->name)] >= 0)
        fail_here("label defined twice:");
      place_label(named_label(token->name));
      next();
      next();
    }
  }
  switch (kind) {
  case '{':
    next();
    block();
    next();
    break;
  case ';': next(); break;
  case IF: if_statement(); break;
  case WHILE: while_statement(); break;
  case DO: do_statement(); break;
  case FOR: for_statement(); break;
  case SWITCH: switch_statement(); break;
  case GOTO: case BREAK: case CONTINUE: case RETURN: jump_statement(); break;
  default:
    gen_discard(decay(expression()));
    expect(';');
  }
  nesting--;
  frame_used = saved_frame;
  node_count = saved_nodes;
}
