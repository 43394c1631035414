// string.c: bytes and text, in plain loops.
#include <string.h>

void *memcpy(void *to, const void *from, size_t size)
{
  char *target = to;
  const char *source = from;
  while (size-- > 0)
    *target++ = *source++;
  return to;
}

// Going upwards is safe if the target lies below the source, or wholly after it.
void *memmove(void *to, const void *from, size_t size)
{
  char *target = to;
  const char *source = from;
  if ((unsigned long)target - (unsigned long)source >= size)
    return memcpy(to, from, size);
  while (size-- > 0)
    target[size] = source[size];
  return to;
}

void *memset(void *to, int byte, size_t size)
{
  char *target = to;
  while (size-- > 0)
    *target++ = byte;
  return to;
}

int memcmp(const void *left, const void *right, size_t size)
{
  const unsigned char *a = left;
  const unsigned char *b = right;
  size_t i;
  for (i = 0; i < size; i++)
    if (a[i] != b[i])
      return a[i] - b[i];
  return 0;
}

size_t strlen(const char *text)
{
  size_t length = 0;
  while (text[length])
    length++;
  return length;
}

char *strcpy(char *to, const char *from)
{
  memcpy(to, from, strlen(from) + 1);
  return to;
}

int strncmp(const char *left, const char *right, size_t size)
{
  size_t i;
  for (i = 0; i < size; i++)
    if (left[i] != right[i] || left[i] == 0)
      return (unsigned char)left[i] - (unsigned char)right[i];
  return 0;
}

int strcmp(const char *left, const char *right)
{
  return strncmp(left, right, (size_t)-1);
}

char *strchr(const char *text, int c)
{
  while (*text != (char)c) {
    if (*text == 0)
      return NULL;
    text++;
  }
  return (char *)text;
}

char *strrchr(const char *text, int c)
{
  const char *last = NULL;
  do
    if (*text == (char)c)
      last = text;
  while (*text++);
  return (char *)last;
}

char *strstr(const char *text, const char *part)
{
  size_t length = strlen(part);
  while (strncmp(text, part, length) != 0) {
    if (*text == 0)
      return NULL;
    text++;
  }
  return (char *)text;
}
