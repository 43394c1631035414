// exit 77
// out chars -1 255 -1 10 98 -1 -128 -56 98 -1 -128 -1 187
// out escapes  9 65 34 39 92 13 10 0 122
// out globals 0 5 -7 -6 11 0 321 3 112
// out words one two joined threetwo one ined name
// out text abcq 0 0aXd
// out structs 40 3 1 56 80 110 5 5 7 21 44 12ep 3 107
// out pointers 5 7 3 4 4 5 9 1 0 0 321 2 2 2 1 2 1 1 3
// out list 16 9 4 1 0 4 0
// out calls 12345678 12345678 6 0
// Types, initialisers, and what they look like in memory.
enum { ZERO, ONE, FIVE = 5, SIX, NEGATIVE = -7, NEXT, PRODUCT = FIVE * 2 + ONE, };

struct node { struct node *next; char kind; long value; char name[6]; char *text; };
struct pair { struct node a; struct node b; long numbers[4]; };

long zero;
long five = FIVE;
static long negative = NEGATIVE;
long numbers[] = {1, 2, 3};
long padded[] = {PRODUCT, 0, 0, 0};
char *words[] = {"one ", "two ", "join" "ed ",
  "three"};
char text[] = "abc";
char room[8];
char bytes[] = "\x01\xFF\x80";
char letter = 'b';
char *name = "name" "";
long *pointer = numbers;
char huge[200000000];
struct node nodes[5];
struct pair pair;
struct node *first;

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

char low(long x) { return x; }
char same(char x) { return x; }
long *second(long *p) { return p + 1; }
static void set(struct node *n, long value) { n->value = value; n->next = first; first = n; }
long eight(long a, long b, long c, long d, long e, long f, long g, char h)
{
  return a * 10000000 + b * 1000000 + c * 100000 + d * 10000 + e * 1000 + f * 100 + g * 10 + h;
}

long main(long argc, char **argv)
{
  char c = 255;
  long i;
  char *p;
  char **words_at = words;
  struct node *n;
  struct pair local;
  struct pair *at = &local;
  long deep[3];
  long *cell;
  room[0] = 'q';
  put("chars");
  show(c); show(c & 255); show('\xFF'); show('\n'); show('a' + 1); show(low(0x1FF)); show(same(128)); show((char)200);
  show(letter); show(bytes[1]); show(bytes[2]); show(c = 511); show('\'' + '"' + '\\' + '\0' + '\t' + '\r');
  put("\nescapes ");
  p = "a\tb\x41\"\'\\\r\n\0z";
  show(p[1]); show(p[3]); show(p[4]); show(p[5]); show(p[6]); show(p[7]); show(p[8]); show(p[9]); show(p[10]);
  put("\nglobals");
  show(zero); show(five); show(negative); show(NEXT); show(padded[0]); show(padded[3]);
  show(numbers[0] + numbers[1] * 10 + numbers[2] * 100); show(pointer[2]); show(sizeof(struct pair));
  put("\nwords ");
  for (i = 0; i < 4; i++) put(words[i]);
  put(*(words_at + 1)); put(*words_at++); put(words_at[1] + 2); put(name);
  put("\ntext ");
  put(text); put(room); show(room[1]); show(room[7]); text[1] = 'X'; text[2]++; put(text);
  put("\nstructs");
  show((long)&nodes[2] - (long)&nodes[1]); show(&nodes[3] - nodes); show(&pair.b == &pair.a + 1);
  show((long)&pair.b.value - (long)&pair); show((long)pair.numbers - (long)&pair);
  at->b.name[3] = 'n'; show(local.b.name[3]); at->numbers[argc] = 5; show(local.numbers[3]); show(at->numbers[argc]++);
  show(++at->numbers[3]); show(at->numbers[1 + 1 + 1] *= 3); (*at).a.kind = 300; show(at->a.kind);
  at->a.next = &at->b; at->a.next->value = 12; show(local.b.value); local.a.next->text = "deep"; put(at->b.text + 2);
  nodes[argc].value = argc; n = nodes; n += argc; show(n->value); n--; n->kind = 'k'; show(nodes[2].kind);
  put("\npointers");
  p = huge + 5; show(p - huge); *p = 3; p[1] = 4; show(huge[5] + huge[6]); show(*p++); show(*p); show((*p)++); show(*p);
  p = &huge[199999999]; *p = 9; show(huge[199999999]); show(p > huge); show(p == huge); show(!p);
  cell = deep; *cell++ = 1; *cell++ = 2; *cell = 3; show(deep[0] + deep[1] * 10 + deep[2] * 100); show(cell - deep);
  show(*second(deep)); show(*(deep + 1)); show((deep + 2)[-2]); show(&deep[2] - &deep[0]); 
  cell -= 2; show(*cell); cell = cell + argc - 1; show(cell[0] - cell[-1]); show(*(long *)(char *)cell);
  put("\nlist");
  for (i = 0; i < 5; i++) set(&nodes[i], i * i);
  for (n = first; n; n = n->next) show(n->value);
  show(first->next->next->value); show((long)first->next->next->next->next->next);
  put("\ncalls");
  show(eight(1, 2, 3, 4, 5, 6, 7, 8)); show(eight(low(1), 1 + 1, numbers[2], 4, 5, 6, eight(0, 0, 0, 0, 0, 0, 0, 7), 8));
  show(1 + eight(0, 0, 0, 0, 0, 0, 0, 3) * 2 - low(1)); show(syscall(1, 1, (long)text, 0));
  put("\n");
  return 77;
}
