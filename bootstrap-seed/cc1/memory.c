// memory.c: what cc1 asks of the machine: files, memory, messages, and unsigned arithmetic.
//
// Memory is one array, the arena, handed out upwards and never given back: a compiler runs once and
// ends. Fresh arena bytes are zero, and all code here relies on it.
//
// C0 has only signed 64-bit numbers. A 64-bit pattern means the same to + - * << & | ^ whether it
// is signed or not; only order, division and right shift differ, and those are written out below.
//
// A place is a position in the sources packed in one number: file index * 2^32 + line.

enum {
  ARENA_LIMIT = 268435456,      // bytes for everything that lives to the end
  FILE_LIMIT = 1000,            // different source file names
  SYS_READ = 0, SYS_WRITE = 1, SYS_OPEN = 2, SYS_CLOSE = 3,
  SYS_EXIT = 60, SYS_UNLINK = 87
};

char arena[ARENA_LIMIT];
long arena_used;

char *file_names[FILE_LIMIT];
long file_count;

long text_length(char *text) {
  long length = 0;
  while (text[length])
    length++;
  return length;
}

void say(char *text) {
  syscall(SYS_WRITE, 2, (long)text, text_length(text));
}

char *allocate(long size);

char *decimal(long value) {
  char *text = allocate(24);
  long at = 23;
  do {
    at--;
    text[at] = '0' + value % 10;
    value = value / 10;
  } while (value);
  return text + at;
}

// Ends the run with "file:line: message 'name'"; the name may be absent (0).
void fail_named(long place, char *text, char *name) {
  if (place) {
    say(file_names[place >> 32]);
    say(":");
    say(decimal(place & 0xFFFFFFFF));
    say(": ");
  } else
    say("cc1: ");
  say(text);
  if (name) {
    say(" '");
    say(name);
    say("'");
  }
  say("\n");
  syscall(SYS_EXIT, 1, 0, 0);
}

void fail(long place, char *text) {
  fail_named(place, text, 0);
}

char *allocate(long size) {
  char *result = arena + arena_used;
  if (size < 0 || size > ARENA_LIMIT - arena_used - 8)
    fail(0, "out of memory: the arena is full");
  arena_used = (arena_used + size + 7) & -8;
  return result;
}

long same_bytes(char *a, char *b, long length) {
  long i;
  for (i = 0; i < length; i++)
    if (a[i] != b[i])
      return 0;
  return 1;
}

long same_word(char *a, char *b) {
  long length = text_length(a);
  return length == text_length(b) && same_bytes(a, b, length);
}

void copy_bytes(char *to, char *from, long length) {
  long i;
  for (i = 0; i < length; i++)
    to[i] = from[i];
}

// Reads a whole file to the top of the arena, with a zero byte after it. The length goes to
// file_length; a file that cannot be opened gives 0.
long file_length;

char *read_file(char *path) {
  long file = syscall(SYS_OPEN, (long)path, 0, 0);
  char *bytes = arena + arena_used;
  long got;
  if (file < 0)
    return 0;
  file_length = 0;
  do {
    got = syscall(SYS_READ, file, (long)(bytes + file_length), ARENA_LIMIT - arena_used - file_length);
    if (got < 0)
      fail_named(0, "cannot read", path);
    file_length = file_length + got;
  } while (got);
  syscall(SYS_CLOSE, file, 0, 0);
  allocate(file_length + 1);
  return bytes;
}

// ---- unsigned 64-bit arithmetic ----

long shift_right(long value, long count) {
  if (count == 0)
    return value;
  return (value >> count) & (0x7FFFFFFFFFFFFFFF >> (count - 1));
}

// Is a below b, both taken as unsigned? Flipping the top bits maps unsigned order to signed order.
long below(long a, long b) {
  long top = (long)1 << 63;
  return (a ^ top) < (b ^ top);
}

// Halve, divide signed, double: the quotient is right or one too small.
long divide_unsigned(long a, long b) {
  long quotient;
  if (b < 0)
    return below(a, b) ? 0 : 1;
  if (a >= 0)
    return a / b;
  quotient = (shift_right(a, 1) / b) << 1;
  if (!below(a - quotient * b, b))
    quotient++;
  return quotient;
}

long remainder_unsigned(long a, long b) {
  return a - divide_unsigned(a, b) * b;
}
