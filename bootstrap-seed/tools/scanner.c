/* scanner.c: the frame of each scanner that lex writes. lex copies it, and puts its tables, the rules' actions and the
   description's own code in place of the lines that start with %%. It is C and C++ alike. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is read from. Descriptions make these themselves to scan a string; so the names are flex's, and some are unused
   here. */
typedef struct yy_buffer_state *YY_BUFFER_STATE;
struct yy_buffer_state {
  FILE *yy_input_file;
  char *yy_ch_buf;
  char *yy_buf_pos; /* where the next token starts */
  size_t yy_buf_size;
  size_t yy_n_chars; /* in yy_ch_buf */
  int yy_is_our_buffer;
  int yy_is_interactive;
  int yy_at_bol; /* whether yy_ch_buf starts a line */
  int yy_fill_buffer; /* whether yy_input_file may have more */
  int yy_buffer_status;
};
#define YY_BUFFER_NEW 0
#define YY_BUF_SIZE 16384
#define YY_END_OF_BUFFER_CHAR 0
#define YY_CURRENT_BUFFER yy_current_buffer
#define YY_NULL 0
#define BEGIN yy_start =
#define YY_START yy_start

static YY_BUFFER_STATE yy_current_buffer;
static int yy_init;
static int yy_start;
static size_t yy_text_size;
int yyleng;
char *yytext; /* a copy of the token, with a 0 after it */
FILE *yyin;
FILE *yyout;
YY_BUFFER_STATE yy_create_buffer (FILE *file, int size);
void yy_switch_to_buffer (YY_BUFFER_STATE buffer);
static void yyless (int length);
%%declarations

%%definitions

#ifndef YY_DECL
#define YY_DECL int yylex (void)
#endif
#ifndef YY_INPUT
#define YY_INPUT(buffer, result, size) ((result) = fread (buffer, 1, size, yyin))
#endif
#ifndef yyterminate
#define yyterminate() return YY_NULL
#endif
#define ECHO fwrite (yytext, 1, yyleng, yyout ? yyout : stdout)

%%tables

static void
yy_fatal (const char *what)
{
  fprintf (stderr, "scanner: %s\n", what);
  exit (2);
}

YY_BUFFER_STATE
yy_create_buffer (FILE *file, int size)
{
  YY_BUFFER_STATE b = (YY_BUFFER_STATE) malloc (sizeof (struct yy_buffer_state));
  if (b == NULL || (b->yy_ch_buf = (char *) malloc (size)) == NULL)
    yy_fatal ("out of memory");
  b->yy_input_file = file;
  b->yy_buf_pos = b->yy_ch_buf;
  b->yy_buf_size = size;
  b->yy_n_chars = 0;
  b->yy_is_our_buffer = 1;
  b->yy_is_interactive = 0;
  b->yy_at_bol = 1;
  b->yy_fill_buffer = 1;
  b->yy_buffer_status = YY_BUFFER_NEW;
  return b;
}

void
yy_switch_to_buffer (YY_BUFFER_STATE buffer)
{
  yy_current_buffer = buffer;
  if (buffer != NULL)
    yyin = buffer->yy_input_file;
}

/* Whether there is a character at AT, counted from the next token's start; it reads more if need be. One character
   before the token stays, to tell whether a line starts here. */
static int
yy_there (size_t at)
{
  YY_BUFFER_STATE b = yy_current_buffer;
  size_t start = b->yy_buf_pos - b->yy_ch_buf;
  size_t got;
  if (start + at < b->yy_n_chars)
    return 1;
  if (!b->yy_fill_buffer)
    return 0;
  if (start > 1)
    {
      memmove (b->yy_ch_buf, b->yy_buf_pos - 1, b->yy_n_chars - start + 1);
      b->yy_n_chars -= start - 1;
      start = 1;
    }
  if (b->yy_n_chars == b->yy_buf_size)
    {
      b->yy_buf_size *= 2;
      b->yy_ch_buf = (char *) realloc (b->yy_ch_buf, b->yy_buf_size);
      if (b->yy_ch_buf == NULL)
        yy_fatal ("out of memory");
    }
  b->yy_buf_pos = b->yy_ch_buf + start;
  YY_INPUT (b->yy_ch_buf + b->yy_n_chars, got, b->yy_buf_size - b->yy_n_chars);
  b->yy_n_chars += got;
  b->yy_fill_buffer = got > 0;
  return got > 0;
}

/* Makes the next LENGTH characters the token. */
static void
yy_take (size_t length)
{
  if (length >= yy_text_size)
    {
      yy_text_size = 2 * length + 100;
      yytext = (char *) realloc (yytext, yy_text_size);
      if (yytext == NULL)
        yy_fatal ("out of memory");
    }
  memcpy (yytext, yy_current_buffer->yy_buf_pos, length);
  yytext[length] = 0;
  yyleng = length;
  yy_current_buffer->yy_buf_pos += length;
}

/* Keeps LENGTH characters of the token, and gives the others back. */
static void
yyless (int length)
{
  yy_current_buffer->yy_buf_pos -= yyleng - length;
  yyleng = length;
  yytext[length] = 0;
}

%%input
/* The next character, 0 at the end. */
static int
input (void)
{
  return yy_there (0) ? (unsigned char) *yy_current_buffer->yy_buf_pos++ : 0;
}
%%end

/* The rule of the longest match from here, the first of several; the match becomes the token. 0 if there is none: then
   the token is one character. Less than 0 at the end of the input, where reading starts afresh, as yyin may be another
   file by the next call. */
static int
yy_match (void)
{
  YY_BUFFER_STATE b = yy_current_buffer;
  int state, rule = 0;
  size_t at = 0, length = 1;
  if (!yy_there (0))
    {
      yy_take (0);
      b->yy_buf_pos = b->yy_ch_buf;
      b->yy_n_chars = 0;
      b->yy_at_bol = 1;
      b->yy_fill_buffer = b->yy_input_file != NULL;
      return -1 - yy_start;
    }
  state = yy_first[2 * yy_start
                   + (b->yy_buf_pos == b->yy_ch_buf ? b->yy_at_bol != 0 : b->yy_buf_pos[-1] == '\n')];
  while (yy_there (at))
    {
      state = yy_next[yy_row[state]][yy_class[(unsigned char) b->yy_buf_pos[at]]];
      if (state == 0)
        break;
      at++;
      if (yy_accept[state])
        {
          rule = yy_accept[state];
          length = at - yy_trailing[rule];
        }
    }
  yy_take (length);
  return rule;
}

YY_DECL
{
  if (!yy_init)
    {
      yy_init = 1;
      if (yyin == NULL)
        yyin = stdin;
      if (yy_current_buffer == NULL)
        yy_current_buffer = yy_create_buffer (yyin, YY_BUF_SIZE);
    }
%%prologue
  for (;;)
    switch (yy_match ())
      {
%%actions
      }
}

%%code
