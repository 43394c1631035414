/* Sums: precedence, parentheses, recursion. The program succeeds if its argument is 9. */
%{
#include <stdio.h>
static const char *at;
static int result;
static int yylex(void);
static void yyerror(const char *what) { puts(what); }
%}
%token NUMBER
%left '+' '-'
%left '*' '/'
%%
all: sum { result = $1; }
sum: NUMBER
   | sum '+' sum { $$ = $1 + $3; }
   | sum '-' sum { $$ = $1 - $3; }
   | sum '*' sum { $$ = $1 * $3; }
   | sum '/' sum { $$ = $1 / $3; }
   | '(' sum ')' { $$ = $2; }
%%
static int yylex(void)
{
  while (*at == ' ')
    at++;
  if (*at < '0' || *at > '9')
    return *at ? *at++ : 0;
  for (yylval = 0; *at >= '0' && *at <= '9'; at++)
    yylval = 10 * yylval + *at - '0';
  return NUMBER;
}

int main(int argc, char **argv)
{
  at = argv[1];
  return yyparse() != 0 || result != 9;
}
