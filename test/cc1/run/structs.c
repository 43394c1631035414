/* Structs, unions, bit-fields, anonymous members, assignment, pointers to members and functions. */
#include "run.h"

struct point { int x, y; };
struct line { struct point a, b; char name[5]; };
union number { int i; float f; unsigned char bytes[8]; long l; };
struct bits { unsigned a : 3, b : 5; int c : 7; unsigned long d : 40; signed e : 1;
              unsigned char f : 1; char g : 3; };
struct anonymous { int kind; union { int i; struct { short low, high; }; char *text; }; int last; };
struct node { struct node *next; int value; };
struct odd { char c; long l; char d; short s; };
struct empty_tail { int n; char tail[0]; };
typedef struct { char data[100]; int n; } big;
typedef enum colour { RED, GREEN = 5, BLUE, MINUS = -3, AFTER } colour;
struct forward *opaque;
struct forward { int v; };

static struct point swap_into(struct point *p);
static int sum(struct point p, int k, struct line l) { return p.x + p.y * 10 + k * 100 + l.b.y; }
static int apply(int (*f)(int), int n) { return f(n) + (*f)(n); }
static int twice(int n) { return n * 2; }
static int thrice(int n) { return n * 3; }
static int (*choose(int n))(int) { return n ? twice : thrice; }
static int (*functions[])(int) = { twice, thrice, &twice };
static long offset = (long)&((struct line *)0)->b.y;
static struct line lines[2] = { { { 1, 2 }, { 3, 4 }, "abcd" }, { { 5 }, { 6, 7 }, "xy" } };
static struct point *middle = &lines[1].b;
static int *inside = &lines[1].b.y;
static char *text = "hello" + 1;
static struct bits fixed;
static struct anonymous any = { 1, { 0x00020001 }, 9 };
static int matrix[2][3] = { { 1, 2, 3 }, { 4, 5 } };
static int count[] = { 1, 2, 3, 4, };

int main(void)
{
  struct line l, m;
  struct bits b;
  union number n;
  struct anonymous a;
  struct node third = { 0, 3 }, second = { &third, 2 }, first = { &second }, *p;
  big x, y;
  int i;
  struct point points[] = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
  struct point q = points[2], *r = points, **s = &r;
  struct { struct point p; int z; } t = { q, 8 };
  char word[] = "word", four[4] = "four", braces[10] = "br";
  print(sizeof(struct line)); print(sizeof(union number)); print(sizeof(struct bits));
  print(sizeof(struct odd)); print(sizeof(struct anonymous)); print(sizeof(struct empty_tail));
  print(offset); print((long)&((struct odd *)0)->s);
  l = lines[0]; m = l; m.a.x = 10; print(l.a.x + m.a.x + m.b.y); prints(m.name);
  print(lines[1].a.x); print(lines[1].a.y); print(lines[1].b.x); print(middle->x); print(*inside);
  prints(text); prints(lines[1].name); (&m)->b = l.a; print(m.b.x); print((l = m).b.y);
  fixed.a = 5; fixed.b = 17; fixed.c = -20; fixed.d = 0x123456789AUL; fixed.e = -1; fixed.f = 1; fixed.g = -2;
  b = fixed; print(b.a); print(b.b); print(b.c); printx(b.d); print(b.e); print(b.f); print(b.g);
  b.a = 9; print(b.a); print(b.a = 15); b.b += 20; print(b.b); b.c = 63; ++b.c; print(b.c);
  print(--b.c); print(b.c); b.d = -1; printx(b.d); b.d <<= 4; printx(b.d); b.e = 1; print(b.e);
  b.f = 4; print(b.f); b.g = 3; print(++b.g); print(b.a += 1); print(b.a); print(b.a - 8 < 0);
  print(b.d - 1 < 0); i = 0; (&b + i++)->b |= 1; print(i); print(b.b);
  n.l = 0; n.f = 1.0; printx(n.i); n.bytes[0] = 7; printx(n.l);
  a = any; print(a.low); print(a.high); a.text = "txt"; prints(a.text); print(a.last);
  first.value = 1;
  for (i = 0, p = &first; p; p = p->next) i = i * 10 + p->value;
  print(i); print(first.next->next->value);
  for (i = 0; i < 100; i++) x.data[i] = i;
  x.n = 5; y = x; print(y.data[99] + y.n); print(sizeof x);
  print(sum(points[1], 2, lines[0])); print(apply(twice, 4)); print(apply(&thrice, 4));
  print(choose(1)(5)); print((*choose(0))(5)); print(functions[1](7)); print((*functions[2])(7));
  print(sizeof points / sizeof points[0]); print(q.y); print((*s)[1].x); print(r[2].x); print(t.p.x);
  print(t.z); print(sizeof word); print(four[3]); print(braces[1]); print(braces[9]); prints(word);
  print(matrix[1][1] + matrix[0][2]); print(matrix[1][2]); print(sizeof matrix[0]);
  print(sizeof count / sizeof *count); print(GREEN + BLUE + MINUS + AFTER); print(sizeof(colour));
  print(&points[2] - points); print(&points[2] > r); print((char *)&points[1] - (char *)points);
  print(r == points); r++; print(r->x); print((r++)->y); print(--r == points + 1); print(*&r->x);
  r += 1; r -= 2; print(r->x); print(!r); print(r && 1); print(1[points].y);
  i = 1; print(i ? points[0].x : points[1].x); print((i ? points[0] : points[1]).y);
  print((q = points[1], q).y); print(opaque == 0);
  return 0;
}
