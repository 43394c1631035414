// stdio.c: files. What is written is gathered and goes out in large pieces, and at once for stderr.
// Reading is direct: here, files are read whole.
//
// A compiler that forgets to look for errors must not leave half a file and call it success: if
// something could not be written, exit (system.c) turns success to failure.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 16352 };        // with the rest of a FILE, just less than a power of two

struct FILE {
  int descriptor;
  int used;                     // bytes in the buffer
  FILE *next;                   // open file
  char buffer[BUFFER];
};

static FILE standard[3] = { { 0, 0, &standard[1] }, { 1, 0, &standard[2] }, { 2 } };
static FILE *open_files = standard;
int output_was_lost;

FILE *stdin = &standard[0];
FILE *stdout = &standard[1];
FILE *stderr = &standard[2];

static int write_all(int descriptor, const char *from, size_t size)
{
  long written;
  while (size > 0) {
    written = write(descriptor, from, size);
    if (written <= 0) {
      output_was_lost = 1;
      return EOF;
    }
    from += written;
    size -= written;
  }
  return 0;
}

// Of all files, if the file is NULL.
int fflush(FILE *file)
{
  int status = 0;
  size_t used;
  if (file) {
    used = file->used;
    file->used = 0;
    return write_all(file->descriptor, file->buffer, used);
  }
  for (file = open_files; file; file = file->next)
    status |= fflush(file);
  return status;
}

FILE *fdopen(int descriptor, const char *mode)
{
  FILE *file = malloc(sizeof(FILE));
  if (file) {
    file->descriptor = descriptor;
    file->used = 0;
    file->next = open_files;
    open_files = file;
  }
  return file;
}

// mode := ("r" | "w" | "a") {"+" | "b"}
FILE *fopen(const char *path, const char *mode)
{
  int flags = *mode == 'r' ? 0 : *mode == 'w' ? O_CREAT | O_TRUNC : O_CREAT | O_APPEND;
  int both = strchr(mode, '+') != NULL;
  int descriptor = open(path, flags | (both ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY), 0666);
  return descriptor < 0 ? NULL : fdopen(descriptor, mode);
}

int fclose(FILE *file)
{
  int status = fflush(file);
  FILE **link = &open_files;
  while (*link != file)
    link = &(*link)->next;
  *link = file->next;
  status |= close(file->descriptor);
  if (file < standard || file > standard + 2)
    free(file);
  return status;
}

size_t fread(void *to, size_t size, size_t count, FILE *file)
{
  size_t done = 0;
  long got = 1;
  fflush(file);
  while (done < size * count && got > 0) {
    got = read(file->descriptor, (char *)to + done, size * count - done);
    if (got > 0)
      done += got;
  }
  return size ? done / size : 0;
}

size_t fwrite(const void *from, size_t size, size_t count, FILE *file)
{
  size_t bytes = size * count;
  int status = 0;
  if (bytes > BUFFER - file->used)
    status = fflush(file);
  if (bytes > BUFFER)
    status |= write_all(file->descriptor, from, bytes);
  else {
    memcpy(file->buffer + file->used, from, bytes);
    file->used += bytes;
  }
  if (file == stderr)
    status |= fflush(file);
  return status ? 0 : count;
}

int fseek(FILE *file, long offset, int origin)
{
  if (fflush(file) != 0 || lseek(file->descriptor, offset, origin) < 0)
    return -1;
  return 0;
}

long ftell(FILE *file)
{
  fflush(file);
  return lseek(file->descriptor, 0, SEEK_CUR);
}

int fputc(int c, FILE *file)
{
  char byte = c;
  return fwrite(&byte, 1, 1, file) == 1 ? (unsigned char)byte : EOF;
}

int fputs(const char *text, FILE *file)
{
  size_t length = strlen(text);
  return fwrite(text, 1, length, file) == length ? 0 : EOF;
}
