// names.c: every identifier is stored once, as a struct name, and compared by address from then on.
//
// What a word means at this moment hangs on its struct name: keyword, macro, the innermost symbol
// and tag in scope, the program-wide external, the label. So a look-up is one load, and leaving a
// scope puts back what was there before (symbols.c).

struct name {
  char *text;                   // ends with a zero byte
  long length;
  long hash;
  struct name *chain;           // next name in the same bucket
  long keyword;                 // token kind if the word is a keyword, else 0
  struct macro *macro;          // preprocess.c
  struct symbol *symbol;        // innermost declaration in scope
  struct symbol *tag;           // innermost struct, union or enum tag in scope
  struct global *external;      // object or function with this name, shared by all units
  long label;                   // label of a goto, if label_owner is the current function
  long label_owner;
  long file;                    // 1 + index in file_names, if used as a file's name
};

enum { NAME_BUCKETS = 16384 };

struct name *name_buckets[NAME_BUCKETS];

long hash_of(char *text, long length) {
  long hash = 0;
  long i;
  for (i = 0; i < length; i++)
    hash = (hash * 31 + text[i]) & 0xFFFFFFF;
  return hash;
}

struct name *find_name_hashed(char *text, long length, long hash) {
  struct name *name = name_buckets[hash & (NAME_BUCKETS - 1)];
  while (name) {
    if (name->hash == hash && name->length == length && same_bytes(name->text, text, length))
      return name;
    name = name->chain;
  }
  name = (struct name *)allocate(sizeof(struct name));
  name->text = allocate(length + 1);
  copy_bytes(name->text, text, length);
  name->length = length;
  name->hash = hash;
  name->chain = name_buckets[hash & (NAME_BUCKETS - 1)];
  name_buckets[hash & (NAME_BUCKETS - 1)] = name;
  return name;
}

struct name *find_name(char *text, long length) {
  return find_name_hashed(text, length, hash_of(text, length));
}

struct name *name_of(char *text) {
  return find_name(text, text_length(text));
}

long file_index(char *path) {
  struct name *name = name_of(path);
  if (name->file == 0) {
    if (file_count == FILE_LIMIT)
      fail_named(0, "too many source files at", path);
    file_names[file_count] = name->text;
    file_count++;
    name->file = file_count;
  }
  return name->file - 1;
}
