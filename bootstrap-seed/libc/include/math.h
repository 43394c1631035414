// math.h: all the mathematics of a compiler.
double ldexp(double value, int power);
