// lex.c: writes scanners from descriptions in flex's language, as much of it as the sources of binutils and gcc use.
//
// lex FRAME DESCRIPTION OUTPUT   FRAME is scanner.c, which has all of a scanner but its tables and the rules' actions
//
// Patterns become one automaton: each state is the set of places in the patterns where the text so far may have led.
// Of a pattern's trailing context (head/tail) the tail must have a fixed length. What is not understood is an error.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  CONDITIONS = 32,
  NAMES = 100,
  RULES = 1000,
  NODES = 100000,
  SETS = 2000,
  STATES = 30000,
  HASH = 65536,
  UNKNOWN = -1  // a length that is not fixed
};

// The description.
static const char *file;
static char *at;       // next character to read
static char *started;  // the line of this place is named by errors
static char *text;

struct name {
  char *name;
  char *pattern;
};
static struct name names[NAMES];
static int name_count;

// Start conditions. Rules that name none hold in all but the exclusive ones.
static char *conditions[CONDITIONS];
static int exclusive[CONDITIONS];
static int condition_count;

struct rule {
  char *action;    // NULL: the next rule's
  int in[CONDITIONS];
  int line_start;  // only where a line starts
  int trailing;    // characters of the match that stay in the input
  int first;       // node, or UNKNOWN for <<EOF>>
};
static struct rule rules[RULES + 1];
static int rule_count;

static int no_default;
static int no_input;

// The description's own C: from before the rules, and from before the first of them.
struct code {
  char *text;
  size_t size;
};
static struct code definitions;
static struct code prologue;

// Places in patterns: a SET has a way to next for its characters, a SPLIT leads to both without any, the end of a rule
// has no next.
struct node {
  int kind;  // a set's index, or one of these
  int next;
  int other;  // of a SPLIT; of an END the rule
};
enum { SPLIT = -1, END = -2 };
static struct node nodes[NODES];
static int node_count;

typedef unsigned char set[256];
static set sets[SETS];
static int set_count;

// A piece of pattern: where it starts, its last node, whose next is still open, and the length of what it matches.
struct piece {
  int first;
  int last;
  int length;
};

static void fail(const char *what)
{
  int line = 1;
  char *c;
  for (c = text; c < started; c++)
    line += *c == '\n';
  fprintf(stderr, "lex: %s:%d: %s\n", file, line, what);
  exit(1);
}

static char *load(const char *name)
{
  FILE *stream = fopen(name, "rb");
  char *data;
  long size;
  if (stream == NULL) {
    fprintf(stderr, "lex: %s: cannot be opened\n", name);
    exit(1);
  }
  fseek(stream, 0, SEEK_END);
  size = ftell(stream);
  fseek(stream, 0, SEEK_SET);
  data = calloc(1, size + 1);
  if (data == NULL || (long)fread(data, 1, size, stream) != size) {
    fprintf(stderr, "lex: %s: cannot be read\n", name);
    exit(1);
  }
  fclose(stream);
  return data;
}

static char *copy(const char *from, size_t length)
{
  char *to = calloc(1, length + 1);
  if (to == NULL)
    fail("out of memory");
  memcpy(to, from, length);
  return to;
}

static void append(struct code *code, const char *from, const char *to)
{
  code->text = realloc(code->text, code->size + (to - from) + 1);
  if (code->text == NULL)
    fail("out of memory");
  memcpy(code->text + code->size, from, to - from);
  code->size += to - from;
  code->text[code->size] = 0;
}

// ---- patterns ----

static int node(int kind, int next, int other)
{
  if (node_count == NODES)
    fail("patterns are too long");
  nodes[node_count].kind = kind;
  nodes[node_count].next = next;
  nodes[node_count].other = other;
  return node_count++;
}

static struct piece empty(void)
{
  struct piece p;
  p.first = p.last = node(SPLIT, 0, 0);
  p.length = 0;
  return p;
}

static void link_to(int from, int to)
{
  nodes[from].next = to;
  if (nodes[from].kind == SPLIT && nodes[from].other == 0)
    nodes[from].other = to;
}

static struct piece both(struct piece a, struct piece b)
{
  link_to(a.last, b.first);
  a.last = b.last;
  a.length = a.length == UNKNOWN || b.length == UNKNOWN ? UNKNOWN : a.length + b.length;
  return a;
}

static struct piece of_set(unsigned char *wanted)
{
  struct piece p;
  int i;
  for (i = 0; i < set_count && memcmp(sets[i], wanted, sizeof(set)) != 0; i++)
    ;
  if (i == SETS)
    fail("too many sets of characters");
  if (i == set_count)
    memcpy(sets[set_count++], wanted, sizeof(set));
  p.first = p.last = node(i, 0, 0);
  p.length = 1;
  return p;
}

static int escaped(char **p)
{
  static const char letters[] = "a\ab\bf\fn\nr\rt\tv\v";
  int c = (unsigned char)*(*p)++;
  int value = 0;
  int i;
  for (i = 0; letters[i]; i += 2)
    if (letters[i] == c)
      return letters[i + 1];
  if (c == 'x' || c == 0 || c == '\n')
    fail("an escape that is not known");
  if (c < '0' || c > '7')
    return c;
  for ((*p)--, i = 0; i < 3 && **p >= '0' && **p <= '7'; i++)
    value = 8 * value + *(*p)++ - '0';
  return value & 255;
}

static int character(char **p)
{
  int c = (unsigned char)*(*p)++;
  if (c == 0 || c == '\n')
    fail("the pattern ends within brackets or quotes");
  return c == '\\' ? escaped(p) : c;
}

static void add_class(char **p, unsigned char *wanted)
{
  static const char *classes[] = {"[:alpha:]", "[:alnum:]", "[:digit:]", "[:space:]"};
  int kind, c;
  for (kind = 0; kind < 4 && strncmp(*p, classes[kind], 9) != 0; kind++)
    ;
  if (kind == 4)
    fail("a class of characters that is not known");
  for (c = 0; c < 128; c++)
    if (kind == 0 ? isalpha(c) : kind == 1 ? isalnum(c) : kind == 2 ? isdigit(c) : isspace(c))
      wanted[c] = 1;
  *p += 9;
}

// After the opening bracket.
static struct piece brackets(char **p)
{
  set wanted;
  int negated = **p == '^';
  int from, to, c;
  memset(wanted, 0, sizeof(set));
  *p += negated;
  do {
    if (strncmp(*p, "[:", 2) == 0) {
      add_class(p, wanted);
      continue;
    }
    from = to = character(p);
    if (**p == '-' && (*p)[1] != ']') {
      ++*p;
      to = character(p);
    }
    for (c = from; c <= to; c++)
      wanted[c] = 1;
  } while (**p != ']');
  ++*p;
  if (negated)
    for (c = 0; c < 256; c++)
      wanted[c] = !wanted[c];
  return of_set(wanted);
}

static struct piece one(int c)
{
  set wanted;
  memset(wanted, 0, sizeof(set));
  wanted[c] = 1;
  return of_set(wanted);
}

static struct piece alternatives(char **p);

static struct piece named(char **p)
{
  size_t length = strcspn(*p, "}\n");
  int i;
  char *pattern;
  struct piece piece;
  for (i = 0; i < name_count; i++)
    if (strlen(names[i].name) == length && strncmp(names[i].name, *p, length) == 0) {
      pattern = names[i].pattern;
      piece = alternatives(&pattern);
      if (*pattern)
        fail("a named pattern does not end where it should");
      *p += length + 1;
      return piece;
    }
  fail("a name that is not defined");
  return empty();
}

static struct piece atom(char **p)
{
  struct piece piece;
  set any;
  int c = (unsigned char)*(*p)++;
  switch (c) {
    case '"':
      for (piece = empty(); **p != '"';)
        piece = both(piece, one(character(p)));
      ++*p;
      return piece;
    case '[':
      return brackets(p);
    case '{':
      return named(p);
    case '(':
      piece = alternatives(p);
      if (*(*p)++ != ')')
        fail("a parenthesis is not closed");
      return piece;
    case '.':
      memset(any, 1, sizeof(set));
      any['\n'] = 0;
      return of_set(any);
    case '\\':
      return one(escaped(p));
    case '^':
    case '$':
    case '*':
    case '+':
    case '?':
      fail("an operator stands where a character should");
  }
  return one(c);
}

// An atom and what repeats it. A count reads the atom's text again, once for each time.
static struct piece repeated(char **p)
{
  char *start = *p;
  char *again;
  struct piece piece = atom(p);
  struct piece end;
  int count;
  for (;; ++*p) {
    if (**p == '{' && isdigit((unsigned char)(*p)[1])) {
      count = strtol(*p + 1, p, 10);
      if (**p != '}' || count < 1)
        fail("a count that is not understood");
      for (; count > 1; count--) {
        again = start;
        piece = both(piece, atom(&again));
      }
    } else if (**p == '*' || **p == '+' || **p == '?') {
      end = empty();
      link_to(piece.last, **p == '?' ? end.first : node(SPLIT, piece.first, end.first));
      piece.first = **p == '+' ? piece.first : node(SPLIT, piece.first, end.first);
      piece.last = end.last;
      piece.length = UNKNOWN;
    } else
      return piece;
  }
}

static struct piece sequence(char **p)
{
  struct piece piece = empty();
  while (strchr("|)/ \t\n", **p) == NULL)
    piece = both(piece, repeated(p));
  return piece;
}

static struct piece alternatives(char **p)
{
  struct piece piece = sequence(p);
  struct piece other, end;
  while (**p == '|') {
    ++*p;
    other = sequence(p);
    end = empty();
    link_to(piece.last, end.first);
    link_to(other.last, end.first);
    piece.first = node(SPLIT, piece.first, other.first);
    piece.last = end.last;
    if (piece.length != other.length)
      piece.length = UNKNOWN;
  }
  return piece;
}

// ---- the description ----

static char *line_end(char *from)
{
  return from + strcspn(from, "\n");
}

static char *after(char *mark, const char *missing)
{
  char *found = strstr(at, mark);
  if (found == NULL)
    fail(missing);
  return found + strlen(mark);
}

static void next_line(void)
{
  at = line_end(at);
  at += *at == '\n';
}

static int condition(const char *name, size_t length)
{
  int i;
  for (i = 0; i < condition_count; i++)
    if (strlen(conditions[i]) == length && strncmp(conditions[i], name, length) == 0)
      return i;
  fail("a start condition that is not declared");
  return 0;
}

static void declare_conditions(char *words, int kind)
{
  size_t length;
  for (; *words && *words != '\n'; words += length + strspn(words + length, " \t")) {
    length = strcspn(words, " \t\n");
    if (condition_count == CONDITIONS)
      fail("too many start conditions");
    exclusive[condition_count] = kind == 'x';
    conditions[condition_count++] = copy(words, length);
  }
}

static void read_options(char *words)
{
  static const char *known[] = {"nodefault", "noinput",     "noyywrap", "nounput",
                                "warn",      "perf-report", "8bit",     "never-interactive"};
  size_t length;
  int i;
  for (; *words && *words != '\n'; words += length + strspn(words + length, " \t")) {
    length = strcspn(words, " \t\n");
    for (i = 0; i < 8 && (strlen(known[i]) != length || strncmp(words, known[i], length) != 0); i++)
      ;
    if (i == 8)
      fail("an option that is not known");
    no_default |= i == 0;
    no_input |= i == 1;
  }
}

// The part before the first %%.
static void read_definitions(void)
{
  char *end;
  condition_count = 1;
  conditions[0] = "INITIAL";
  for (;; next_line()) {
    started = at;
    end = line_end(at);
    if (strncmp(at, "%%", 2) == 0)
      return;
    if (*at == 0)
      fail("there are no rules");
    if (strncmp(at, "%{", 2) == 0) {
      at = line_end(at);
      end = after("\n%}", "%{ is not closed");
      append(&definitions, at, end - 2);
      at = end;
    } else if (strncmp(at, "/*", 2) == 0) {
      end = after("*/", "a comment is not closed");
      append(&definitions, at, line_end(end) + 1);
      at = end;
    } else if (strncmp(at, "%option", 7) == 0)
      read_options(at + 7 + strspn(at + 7, " \t"));
    else if (*at == '%' && (at[1] == 's' || at[1] == 'x'))
      declare_conditions(at + 2 + strspn(at + 2, " \t"), at[1]);
    else if (*at == '%' && strchr("aeknop", at[1]) != NULL)
      ;  // sizes of the tables of an older lex
    else if (isspace((unsigned char)*at))
      append(&definitions, at, end + 1);
    else if (isalpha((unsigned char)*at) || *at == '_') {
      if (name_count == NAMES)
        fail("too many names");
      names[name_count].name = copy(at, strcspn(at, " \t\n"));
      at += strcspn(at, " \t\n");
      at += strspn(at, " \t");
      while (end > at && isspace((unsigned char)end[-1]))
        end--;
      names[name_count++].pattern = copy(at, end - at);
    } else
      fail("a definition that is not understood");
  }
}

// From here to the end of the line, or of the line on which the last brace is closed.
static char *read_action(void)
{
  char *start = at;
  int depth = 0;
  int quote = 0;
  for (;; at++) {
    if (*at == 0)
      fail("an action does not end");
    if (quote) {
      if (*at == '\\')
        at++;
      else if (*at == quote)
        quote = 0;
    } else if (strncmp(at, "/*", 2) == 0)
      at = after("*/", "a comment is not closed") - 1;
    else if (*at == '"' || *at == '\'')
      quote = *at;
    else if (*at == '{')
      depth++;
    else if (*at == '}')
      depth--;
    else if (*at == '\n' && depth <= 0)
      break;
  }
  if (*start == '|' && start + 1 + strspn(start + 1, " \t") == at)
    return NULL;
  return copy(start, at - start);
}

// <A,B>: the conditions in which a rule, or all in the braces after it, hold.
static void read_conditions(int *in)
{
  size_t length;
  memset(in, 0, CONDITIONS * sizeof(int));
  do {
    at++;
    length = strcspn(at, ",> \t\n");
    in[condition(at, length)] = 1;
    at += length;
  } while (*at == ',');
  if (*at++ != '>')
    fail("start conditions are not closed");
}

static void read_pattern(struct rule *rule)
{
  struct piece head, tail;
  rule->line_start = *at == '^';
  at += rule->line_start;
  head = alternatives(&at);
  if (*at == '/') {
    at++;
    tail = alternatives(&at);
    if (tail.length == UNKNOWN)
      fail("trailing context of no fixed length");
    rule->trailing = tail.length;
    head = both(head, tail);
  }
  link_to(head.last, node(END, 0, rule_count));
  rule->first = head.first;
}

static void read_rules(void)
{
  int scope[CONDITIONS];
  int in_scope = 0;
  struct rule *rule;
  int i;
  while (next_line(), started = at, *at != 0 && strncmp(at, "%%", 2) != 0) {
    if (isspace((unsigned char)*at)) {
      // Indented lines: C before the first rule, comments after it.
      if (rule_count == 0)
        append(&prologue, at, line_end(at) + 1);
      else if (strncmp(at + strspn(at, " \t"), "/*", 2) == 0)
        at = after("*/", "a comment is not closed");
      else if (at[strspn(at, " \t\r")] != '\n')
        fail("an indented line among rules that is no comment");
      continue;
    }
    if (*at == '}' && in_scope) {
      in_scope = 0;
      continue;
    }
    if (rule_count == RULES)
      fail("too many rules");
    rule = &rules[++rule_count];
    for (i = 0; i < condition_count; i++)
      rule->in[i] = in_scope ? scope[i] : !exclusive[i];
    if (*at == '<' && at[1] != '<')
      read_conditions(rule->in);
    if (*at == '{' && at[1] == '\n') {
      if (in_scope)
        fail("braces of start conditions within others");
      in_scope = 1;
      memcpy(scope, rule->in, sizeof(scope));
      rule_count--;
      continue;
    }
    if (strncmp(at, "<<EOF>>", 7) == 0) {
      at += 7;
      rule->first = UNKNOWN;
    } else
      read_pattern(rule);
    if (*at != ' ' && *at != '\t' && *at != '\n')
      fail("a pattern that is not understood");
    at += strspn(at, " \t");
    rule->action = read_action();
  }
  if (rule_count == 0)
    fail("there are no rules");
}

// ---- the automaton ----

// A state's nodes: those that wait for a character, and ends of rules, in order. State 0 has none: no way leads on.
struct state {
  int *list;
  int count;
  int accept;
  int next_in_hash;
  short *to;  // by class of characters
};
static struct state states[STATES];
static int state_count;
static int hash[HASH];

static unsigned char class_of[256];
static int representative[256];
static int class_count;

// Characters that all sets treat alike are one class.
static void find_classes(void)
{
  int c, k, s;
  for (c = 0; c < 256; c++) {
    for (k = 0; k < class_count; k++) {
      for (s = 0; s < set_count && sets[s][c] == sets[s][representative[k]]; s++)
        ;
      if (s == set_count)
        break;
    }
    if (k == class_count)
      representative[class_count++] = c;
    class_of[c] = k;
  }
}

// The nodes that are being gathered for a state.
static int gathered[NODES];
static int gathered_count;
static int seen[NODES];  // in which gathering
static int gathering;

static void gather(int n)
{
  while (seen[n] != gathering) {
    seen[n] = gathering;
    if (nodes[n].kind != SPLIT) {
      gathered[gathered_count++] = n;
      return;
    }
    if (nodes[n].other != nodes[n].next)
      gather(nodes[n].other);
    n = nodes[n].next;
  }
}

static void begin_gathering(void)
{
  gathering++;
  gathered_count = 0;
}

static int by_number(const void *a, const void *b)
{
  return *(const int *)a - *(const int *)b;
}

static int state_of_gathered(void)
{
  unsigned h = 0;
  int i, s;
  struct state *state;
  qsort(gathered, gathered_count, sizeof(int), by_number);
  for (i = 0; i < gathered_count; i++)
    h = h * 31 + gathered[i];
  for (s = hash[h % HASH]; s; s = states[s].next_in_hash)
    if (states[s].count == gathered_count && memcmp(states[s].list, gathered, gathered_count * sizeof(int)) == 0)
      return s;
  if (gathered_count == 0)
    return 0;
  if (++state_count == STATES)
    fail("too many states");
  state = &states[state_count];
  state->list = (int *)copy((char *)gathered, gathered_count * sizeof(int));
  state->count = gathered_count;
  state->to = calloc(class_count, sizeof(short));
  for (i = 0; i < gathered_count; i++)
    if (nodes[gathered[i]].kind == END && (state->accept == 0 || nodes[gathered[i]].other < state->accept))
      state->accept = nodes[gathered[i]].other;
  state->next_in_hash = hash[h % HASH];
  hash[h % HASH] = state_count;
  return state_count;
}

static void find_ways(int s)
{
  int k, i;
  for (k = 0; k < class_count; k++) {
    begin_gathering();
    for (i = 0; i < states[s].count; i++) {
      struct node *n = &nodes[states[s].list[i]];
      if (n->kind >= 0 && sets[n->kind][representative[k]])
        gather(n->next);
    }
    states[s].to[k] = state_of_gathered();
  }
}

// ---- the output ----

static void write_numbers(FILE *out, const char *what, const int *numbers, int count)
{
  int i;
  fprintf(out, "static const unsigned short %s[] = {", what);
  for (i = 0; i < count; i++)
    fprintf(out, "%s%d", i == 0 ? "" : i % 20 ? "," : ",\n", numbers[i]);
  fprintf(out, "};\n");
}

static void write_tables(FILE *out)
{
  static int numbers[STATES];
  static int kept[STATES];  // the rows that differ
  int rows = 0;
  int s, r, i, count = 0;
  find_classes();
  for (i = 0; i < 2 * condition_count; i++) {
    begin_gathering();
    for (r = 1; r <= rule_count; r++)
      if (rules[r].first != UNKNOWN && rules[r].in[i / 2] && (i % 2 || !rules[r].line_start))
        gather(rules[r].first);
    numbers[count++] = state_of_gathered();
  }
  write_numbers(out, "yy_first", numbers, count);
  for (s = 1; s <= state_count; s++)
    find_ways(s);
  for (i = 0; i < 256; i++)
    numbers[i] = class_of[i];
  write_numbers(out, "yy_class", numbers, 256);
  numbers[0] = 0;
  for (s = 1; s <= state_count; s++)
    numbers[s] = states[s].accept;
  write_numbers(out, "yy_accept", numbers, state_count + 1);
  for (r = 1; r <= rule_count; r++)
    numbers[r] = rules[r].trailing;
  write_numbers(out, "yy_trailing", numbers, rule_count + 1);
  numbers[0] = 0;
  for (s = 1; s <= state_count; s++) {
    for (r = 0; r < rows && memcmp(states[kept[r]].to, states[s].to, class_count * sizeof(short)) != 0; r++)
      ;
    if (r == rows)
      kept[rows++] = s;
    numbers[s] = r;
  }
  write_numbers(out, "yy_row", numbers, state_count + 1);
  fprintf(out, "static const unsigned short yy_next[][%d] = {\n", class_count);
  for (r = 0; r < rows; r++) {
    fprintf(out, "{");
    for (i = 0; i < class_count; i++)
      fprintf(out, i ? ",%d" : "%d", states[kept[r]].to[i]);
    fprintf(out, "},\n");
  }
  fprintf(out, "};\n");
}

static void write_actions(FILE *out)
{
  int ended[CONDITIONS] = {0};
  int r, i;
  fprintf(out, "case 0:\n%s;\nbreak;\n", no_default ? "yy_fatal (\"no rule fits\")" : "ECHO");
  for (r = 1; r <= rule_count; r++) {
    if (rules[r].first != UNKNOWN)
      fprintf(out, "case %d:\n", r);
    else
      for (i = 0; i < condition_count; i++)
        if (rules[r].in[i] && !ended[i]) {
          fprintf(out, "case -1 - %s:\n", conditions[i]);
          ended[i] = 1;
        }
    if (rules[r].action)
      fprintf(out, "%s\nbreak;\n", rules[r].action);
  }
  for (i = 0; i < condition_count; i++)
    if (!ended[i])
      fprintf(out, "case -1 - %s:\n", conditions[i]);
  fprintf(out, "yyterminate ();\n");
}

static int is(const char *line, const char *mark)
{
  return strncmp(line, mark, strlen(mark)) == 0;
}

// What a line of the frame that starts with %% stands for. Returns where the frame goes on.
static char *write_part(FILE *out, const char *line, char *next)
{
  int i;
  if (is(line, "%%declarations")) {
    // gcc's headers ask for it.
    fputs("#define FLEX_SCANNER 1\n", out);
    for (i = 0; i < condition_count; i++)
      fprintf(out, "#define %s %d\n", conditions[i], i);
  } else if (is(line, "%%definitions"))
    fputs(definitions.text ? definitions.text : "", out);
  else if (is(line, "%%tables"))
    write_tables(out);
  else if (is(line, "%%prologue"))
    fputs(prologue.text ? prologue.text : "", out);
  else if (is(line, "%%actions"))
    write_actions(out);
  else if (is(line, "%%code"))
    fputs(*at ? line_end(at) : "", out);
  else if (is(line, "%%input") && no_input && strstr(next, "%%end"))
    return strstr(next, "%%end");
  return next;
}

int main(int argc, char **argv)
{
  char *line, *next;
  FILE *out;
  if (argc != 4) {
    fprintf(stderr, "lex: usage: lex FRAME DESCRIPTION OUTPUT\n");
    return 1;
  }
  line = load(argv[1]);
  file = argv[2];
  at = started = text = load(file);
  node(SPLIT, 0, 0);  // no node: 0 stands for a next that is still open
  read_definitions();
  read_rules();
  out = fopen(argv[3], "wb");
  for (; out && *line; line = next) {
    next = line_end(line);
    next += *next == '\n';
    if (is(line, "%%"))
      next = write_part(out, line, next);
    else
      fwrite(line, 1, next - line, out);
  }
  if (out == NULL || ferror(out) || fclose(out) != 0) {
    fprintf(stderr, "lex: %s: cannot be written\n", argv[3]);
    return 1;
  }
  return 0;
}
