/* The preprocessor: the C standard's own examples among them. */
#include "run.h"
#define STR(a) #a
#define XSTR(a) STR(a)
#define XLIST(a) STR((a))
#define EMPTY
#define OBJECT (1 + 2)
#define ADD(a, b) ((a) + (b))
#define CAT(a, b) a ## b
#define XCAT(a, b) CAT(a, b)
#define SELF SELF + 1
#define F(x) x G
#define G(x) F(x)
#define LOOP_A LOOP_B
#define LOOP_B LOOP_A
#define LP (
#define RP )
#define CALL(f, args) f args
#define NOARGS() 5
#define LIST(a, b) XSTR((a, b))
#define t(x,y,z) x ## y ## z
#define hash_hash # ## #
#define mkstr(a) # a
#define in_between(a) mkstr(a)
#define join(c, d) in_between(c hash_hash d)
#define x 3
#define f(a) f(x * (a))
#undef x
#define x 2
#define g f
#define z z[0]
#define m(a) a(w)
#define w 0,1
#define p() int
#define q(x) x
#define r(x, y) x ## y
#define LONG_LINE 1 + \
  2 + \
  3
#if 0
this is not C, "don't mind /* it */
#elif defined(OBJECT) && !defined NEVER && (1 ? 2 : 3) == 2 && int == 0 && sizeof == 0 && -1 < 0 && -1 > 0u && 'a' == 97
int chosen = 1;
#else
int chosen = 2;
#endif
#if (0x7FFFFFFFFFFFFFFF + 1 < 0) && (1 << 40) && (10 % 4 == 2) && ~0 == -1 && (0 || 1) && !(1 && 0)
int wide = 1;
#endif
#if 0 && (1 / 0)
#endif
#ifdef NEVER
# error never
# if 1
# else
# endif
#elif 1
int nested = 4;
#else
#endif
#ifndef __CC1__
#define UNDER 1
#else
#define UNDER 1
#endif
int table[] = {
#include "table.h"
};
int line_a = __LINE__; /* a comment
over lines */ int line_b = __LINE__;
char *file = __FILE__;

int main(void)
{
  int SELF_ = 1, xy = 7, x1 = 8;
  char *s;
  prints(STR(a  +   b "q\n" '\'' /* c */ d)); prints(XSTR(OBJECT)); prints(STR(OBJECT)); prints(STR());
  prints(XSTR(ADD(1, (2, 3)))); print(ADD(OBJECT, ADD(1, 2))); print(CAT(x, y)); print(XCAT(x, 1) == 21);
  prints(XSTR(SELF)); prints(XSTR(F(1)(2)(3))); prints(XSTR(LOOP_A)); prints(STR(CALL(CAT, LP 1 + 2 RP)));
  print(NOARGS()); print(CALL(NOARGS, ())); prints(LIST(b, "c"));
  prints(XSTR(t(1,2,3) t(,4,5) t(6,,7) t(8,9,) t(10,,) t(,11,) t(,,12) t(,,))); prints(join(x, y));
  prints(XSTR(f(y+1) + f(f(z)) % t(2,0,) + 5 & f(1))); prints(XLIST(g(x+(3,4)-w) & m
(f)^m(m)));
  prints(XSTR((p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };))); print(LONG_LINE);
  prints(XSTR(EMPTY a EMPTY b)); prints(XSTR(CAT(OBJ, ECT))); print(CAT(0x, FF)); print(CAT(1, UL));
  print(chosen); print(wide); print(nested); print(UNDER); print(table[0] + table[1] + table[2]);
  print(line_b - line_a); prints(file); s = "a" "b" /* */ "c"
    "d"; prints(s); prints("tab\tquote\"\101\0hidden"); print('\'');
  print(sizeof "a\0b" "c"); prints(XSTR(__LINE__)); prints(STR(\n)); prints(XSTR(-x)); print(- -1);
  print(xy +
#define LATE 5
  LATE);
  return SELF_;
}
