// exit 42
// out  7 6 5 0 1 2 0 2 3
// out  6765 1 0 403 -1 1166 1 1 21 8 3 31 9
// out  2
// Every statement, nested and with early exits.
void put(char *text)
{
  long length = 0;
  while (text[length])
    length++;
  syscall(1, 1, (long)text, length);
}

void show(long value)
{
  char digits[24];
  char *at = digits + 23;
  long negative = value < 0;
  *at = 0;
  do {
    *--at = '0' + (negative ? -(value % 10) : value % 10);
    value /= 10;
  } while (value);
  if (negative)
    *--at = '-';
  put(" ");
  put(at);
}

long late(long n);

long fibonacci(long n)
{
  if (n < 2)
    return n;
  return fibonacci(n - 1) + fibonacci(n - 2);
}

long even(long n) { return n == 0 ? 1 : late(n - 1); }

long kind(long c)
{
  switch (c) {
  case 'a': case 'b':
    return 1;
  case -5:
    c = 20;
  case 7:
    c++;
    break;
  case 0x7FFFFFFF: {
    long c = 3;
    return c;
  }
  default:
    return 9;
  case 8:
    switch (c + 1) { case 9: c = 30; break; default: c = 31; }
    c++;
  }
  return c;
}

void nothing(void)
{
  return;
}

long search(long wanted)
{
  long i;
  long j;
  for (i = 0; i < 10; i++) {
    j = 0;
    while (1) {
      if (j > i)
        break;
      if (i * j == wanted)
        return i * 100 + j;
      j++;
    }
  }
  return -1;
}

long odd_sum(long n)
{
  long sum = 0;
  long i = 0;
  do {
    i++;
    if (i % 2 == 0)
      continue;
    sum += i;
  } while (i < n);
  for (;;) {
    if (sum > 1000)
      break;
    else if (sum > 500)
      sum += 7;
    else
      sum += 100;
  }
  while (i) {
    i--;
    switch (i & 3) {
    case 0: continue;
    case 1: break;
    default: sum++;
    }
    sum += 10;
  }
  return sum;
}

/* a comment * / over
   lines **/
long main(long argc, char **argv) // and one to the line's end
{
  long i;
  long x = 5;
  ;
  {
    long x = 6;
    { long x = 7; show(x); }
    show(x);
  }
  show(x);
  nothing();
  for (i = 0; i < 3; i = i + 1) { show(i); }
  for (; i; ) i--;
  show(i);
  if (x == 5) if (x == 6) show(1); else show(2);
  if (x == 5) { show(3); } else { show(4); }
  put("\n");
  show(fibonacci(20)); show(even(10)); show(even(7)); show(search(12)); show(search(97)); show(odd_sum(20));
  show(kind('a')); show(kind('b')); show(kind(-5)); show(kind(7)); show(kind(0x7FFFFFFF)); show(kind(8)); show(kind(1));
  put("\n");
  switch (x) ;
  switch (x) { show(99); }
  while (x-- > 0) if (x == 2) break;
  show(x);
  put("\n");
  syscall(60, 42, 0, 0);
  return 1;
}

long late(long n) { return n == 0 ? 0 : even(n - 1); }
