// constants.c: what number, character and string tokens mean, and integer arithmetic on constants.
//
// Used by #if and by the parser alike. All arithmetic is in 64 bits here; tree.c cuts results to
// the width of their type.

enum {
  LITERAL_LIMIT = 200000,       // bytes of one string constant

  PRECEDENCE_EQUAL = 6, PRECEDENCE_LESS = 7, PRECEDENCE_SHIFT = 8
};

long number_value;              // of the last constant read
long number_unsigned;
long number_long;               // 64 bits wide
long number_floating;           // mantissa and exponent (float.c) hold the value
long number_kind;               // KIND_FLOAT ... of a floating one

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

long is_floating_text(char *p, char *end) {
  long hexadecimal = *p == '0' && (p[1] == 'x' || p[1] == 'X');
  while (p < end) {
    if (*p == '.' || (hexadecimal && (*p == 'p' || *p == 'P'))
        || (!hexadecimal && (*p == 'e' || *p == 'E')))
      return 1;
    p++;
  }
  return 0;
}

// number := float ["f" | "l"] | (decimal | "0" octal | "0x" hex) {"u" | "l" | "ll"}
void read_number(struct token *t, long place) {
  char *p = t->text;
  char *end = p + t->length;
  long base = 10;
  long decimal;
  long digit;
  number_floating = is_floating_text(p, end);
  if (number_floating) {
    number_kind = KIND_DOUBLE;
    if (end[-1] == 'f' || end[-1] == 'F')
      number_kind = KIND_FLOAT;
    if (end[-1] == 'l' || end[-1] == 'L')
      number_kind = KIND_LONG_DOUBLE;
    if (read_float(p, number_kind, place) != end - (number_kind != KIND_DOUBLE))
      fail_named(place, "bad floating constant", find_name(t->text, t->length)->text);
    return;
  }
  if (*p == '0') {
    base = 8;
    if (p[1] == 'x' || p[1] == 'X') {
      base = 16;
      p = p + 2;
      if (digit_value(*p) >= 16)
        fail(place, "bad hexadecimal constant");
    }
  }
  decimal = base == 10;
  number_value = 0;
  number_unsigned = 0;
  number_long = 0;
  while (p < end && digit_value(*p) < base) {
    digit = digit_value(*p);
    if (below(divide_unsigned(-1 - digit, base), number_value))
      fail(place, "integer constant is too large");
    number_value = number_value * base + digit;
    p++;
  }
  while (p < end) {
    if ((*p == 'u' || *p == 'U') && !number_unsigned)
      number_unsigned = 1;
    else if ((*p == 'l' || *p == 'L') && !number_long) {
      number_long = 1;
      if (p[1] == *p)
        p++;
    } else
      fail_named(place, "bad number", find_name(t->text, t->length)->text);
    p++;
  }
  if (number_value < 0) {
    if (decimal && !number_unsigned)
      fail(place, "integer constant is too large");
    number_unsigned = 1;
  }
  if (shift_right(number_value, 32) || (decimal && !number_unsigned && number_value >> 31))
    number_long = 1;
  else if (!decimal && !number_long && number_value >> 31)
    number_unsigned = 1;
}

// escape := "\" (octal [octal [octal]] | "x" hex {hex} | letter or sign); p is behind the "\".
long read_escape(char *p, long place) {
  long value = 0;
  long count = 0;
  long c = *p;
  if (c >= '0' && c <= '7') {
    while (count < 3 && *p >= '0' && *p <= '7') {
      value = value * 8 + *p - '0';
      p++;
      count++;
    }
  } else if (c == 'x') {
    p++;
    if (digit_value(*p) >= 16)
      fail(place, "bad escape in a constant");
    while (digit_value(*p) < 16) {
      value = (value * 16 + digit_value(*p)) & 255;
      p++;
    }
  } else {
    p++;
    switch (c) {
    case 'n': value = 10; break;
    case 't': value = 9; break;
    case 'r': value = 13; break;
    case 'a': value = 7; break;
    case 'b': value = 8; break;
    case 'f': value = 12; break;
    case 'v': value = 11; break;
    case 'e': value = 27; break;
    case '\\': case '\'': case '\"': case '?': value = c; break;
    default: fail(place, "bad escape in a constant");
    }
  }
  escape_end = p;
  return value;
}

// character := "'" (byte | escape) {byte | escape} "'": of several, the last is the lowest byte
void read_character(struct token *t, long place) {
  char *p = t->text + 1;
  char *end = t->text + t->length - 1;
  long value;
  long count = 0;
  number_value = 0;
  number_unsigned = 0;
  number_long = 0;
  while (p < end) {
    if (*p == '\\') {
      value = read_escape(p + 1, place);
      p = escape_end;
    } else {
      value = *p;
      p++;
    }
    value = ((value & 255) ^ 128) - 128;
    number_value = count ? number_value << 8 | (value & 255) : value;
    count++;
  }
  if (count == 0 || count > 4)
    fail(place, "bad character constant");
  number_value = ((number_value & 0xFFFFFFFF) ^ 2147483648) - 2147483648;
}

// Appends the bytes of a string token to `literal`.
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
