static int mine = 2;
int never_filled[3];
int filled = 7;
static int helper(int n) { return n * mine; }
int of_second(int n) { return helper(n); }
