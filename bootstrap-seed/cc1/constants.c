// constants.c: what number, character and string tokens mean, and integer arithmetic on constants.
//
// Used by #if and by the parser. All arithmetic is in 64 bits here; tree.c cuts results to
// the width of their type.

enum {
  LITERAL_LIMIT = 200000,       // bytes of one string constant

  PRECEDENCE_EQUAL = 6, PRECEDENCE_LESS = 7, PRECEDENCE_SHIFT = 8
};

long number_value;              // of the last constant read
long number_unsigned;
long number_long;               // 64 bits wide
long number_scale;              // of a floating one: what number_value is to be divided by; else 0

char literal[LITERAL_LIMIT];
long literal_length;
char *escape_end;

long precedence(long kind) {
  switch (kind) {
  case OR_OR: return 1;
  case AND_AND: return 2;
  case '|': return 3;
  case '^': return 4;
  case '&': return 5;
  case EQUAL: case NOT_EQUAL: return PRECEDENCE_EQUAL;
  case '<': case '>': case LESS_EQUAL: case GREATER_EQUAL: return PRECEDENCE_LESS;
  case SHIFT_LEFT: case SHIFT_RIGHT: return PRECEDENCE_SHIFT;
  case '+': case '-': return 9;
  case '*': case '/': case '%': return 10;
  }
  return 0;
}

long is_comparison(long kind) {
  return precedence(kind) == PRECEDENCE_EQUAL || precedence(kind) == PRECEDENCE_LESS;
}

// a kind b in 64 bits; b is not 0 for / and %.
long compute(long kind, long a, long b, long is_unsigned) {
  switch (kind) {
  case '|': return a | b;
  case '^': return a ^ b;
  case '&': return a & b;
  case EQUAL: return a == b;
  case NOT_EQUAL: return a != b;
  case '<': return is_unsigned ? below(a, b) : a < b;
  case '>': return is_unsigned ? below(b, a) : b < a;
  case LESS_EQUAL: return is_unsigned ? !below(b, a) : a <= b;
  case GREATER_EQUAL: return is_unsigned ? !below(a, b) : b <= a;
  case SHIFT_LEFT: return a << (b & 63);
  case SHIFT_RIGHT: return is_unsigned ? shift_right(a, b & 63) : a >> (b & 63);
  case '+': return a + b;
  case '-': return a - b;
  case '*': return a * b;
  case '/':
    if (is_unsigned)
      return divide_unsigned(a, b);
    return b == -1 ? -a : a / b;
  case '%':
    if (is_unsigned)
      return remainder_unsigned(a, b);
    return b == -1 ? 0 : a % b;
  }
  return 0;
}

long digit_value(long c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return 99;
}

// number := digits "." digits | (decimal | "0" octal | "0x" hex) {"u" | "l" | "ll"}
// A floating constant is left as the quotient of two whole numbers that double holds exactly: the
// program itself divides them, and a division is rounded to the last bit.
void read_number(struct token *t, long place) {
  char *p = t->text;
  char *end = p + t->length;
  long base = 10;
  long digit;
  number_value = 0;
  number_unsigned = 0;
  number_long = 0;
  number_scale = 0;
  if (*p == '0' && (p[1] == 'x' || p[1] == 'X')) {
    base = 16;
    p = p + 2;
    if (digit_value(*p) >= 16)
      fail(place, "bad hexadecimal constant");
  } else if (*p == '0' && p[1] != '.')
    base = 8;
  for (; p < end; p++) {
    digit = digit_value(*p);
    if (*p == '.' && base == 10 && number_scale == 0)
      number_scale = 1;
    else if (digit < base) {
      if (below(divide_unsigned(-1 - digit, base), number_value))
        fail(place, "integer constant is too large");
      number_value = number_value * base + digit;
      number_scale = number_scale * 10;
    } else
      break;
    if (number_scale && (shift_right(number_value, 53) || number_scale > 1000000000000000))
      fail(place, "floating constant has too many digits");
  }
  for (; p < end; p++) {
    if ((*p == 'u' || *p == 'U') && !number_unsigned && !number_scale)
      number_unsigned = 1;
    else if ((*p == 'l' || *p == 'L') && !number_long && !number_scale) {
      number_long = 1;
      if (p[1] == *p)
        p++;
    } else
      fail_named(place, "bad number", find_name(t->text, t->length)->text);
  }
  if (number_value < 0) {
    if (base == 10 && !number_unsigned)
      fail(place, "integer constant is too large");
    number_unsigned = 1;
  }
  if (shift_right(number_value, 32) || (base == 10 && !number_unsigned && number_value >> 31))
    number_long = 1;
  else if (base != 10 && !number_long && number_value >> 31)
    number_unsigned = 1;
}

// escape := "\" (octal [octal [octal]] | letter or punctuation); p is after the "\".
long read_escape(char *p, long place) {
  long value = 0;
  long count = 0;
  long c = *p;
  char *letters = "abtnvfr";    // bytes 7 to 13
  if (c >= '0' && c <= '7') {
    while (count < 3 && *p >= '0' && *p <= '7') {
      value = value * 8 + *p - '0';
      p++;
      count++;
    }
  } else {
    p++;
    for (count = 0; letters[count] && letters[count] != c; count++)
      ;
    if (letters[count])
      value = count + 7;
    else if (c == '\\' || c == '\'' || c == '\"' || c == '?')
      value = c;
    else
      fail(place, "bad escape in a constant");
  }
  escape_end = p;
  return value;
}

// Appends the bytes of a string or character token to `literal`.
void read_string(struct token *t, long place) {
  char *p = t->text + 1;
  char *end = t->text + t->length - 1;
  while (p < end) {
    if (literal_length == LITERAL_LIMIT)
      fail(place, "string constant is too long");
    if (*p == '\\') {
      literal[literal_length] = read_escape(p + 1, place);
      p = escape_end;
    } else {
      literal[literal_length] = *p;
      p++;
    }
    literal_length++;
  }
}

// character := "'" (byte | escape) "'"
void read_character(struct token *t, long place) {
  literal_length = 0;
  read_string(t, place);
  if (literal_length != 1)
    fail(place, "bad character constant");
  number_value = literal[0];
}
