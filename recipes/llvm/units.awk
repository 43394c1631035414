# Reads lists of libraries, prints what make has to know of them, and writes the files that are compiled: each
# includes several neighbours. -v source=DIRECTORY tells where the sources are; a directory NAME is there for each library.
#
#   library NAME           opens the description of libLLVM<NAME>.a
#   program NAME           the same of what only a program is linked from
#   folders DIR...         below the sources; names of files are below the first
#   uses NAME...           the libraries that it calls
#   flags FLAG...          what only its files are compiled with; $(source) is known
#   unit FILE...           files that make one object, without .cpp
#   alone FILE...          files that make an object each; those of C with their suffix
#   without FILE...        files of the folders that are not compiled
#
# A line that begins with two spaces continues the one before.
{ sub(/(^|[ \t])#.*/, "") }
/^$/ { next }
/^  / { line = line " " $0; next }
{ take(line); line = $0 }
END { take(line); close_library() }

function take(line,    word, n, i) {
  n = split(line, word, " ")
  if (n == 0) return
  if (word[1] == "library" || word[1] == "program") {
    close_library()
    kind = word[1]
    name = word[2]
    folders = flags = objects = listed = ""
    return
  }
  if (word[1] == "folders") {
    base = word[2]
    for (i = 2; i <= n; i++) folders = folders " " word[i]
  } else if (word[1] == "flags") for (i = 2; i <= n; i++) flags = flags " " word[i]
  else if (word[1] == "unit") unit(word, n)
  else if (word[1] == "alone") for (i = 2; i <= n; i++) alone(word[i])
  else if (word[1] == "without") for (i = 2; i <= n; i++) list(word[i])
  else if (word[1] != "uses") {
    print "a list of libraries has no " word[1] >"/dev/stderr"
    exit 1
  }
}

# The path of a file as a list has it.
function path(file) { return base "/" file (file ~ /\.c$/ ? "" : ".cpp") }
function list(file) { listed = listed " " path(file) }

# Objects are named by the first file, and lie in one directory for each library.
function object(file) {
  sub(/\.c$/, "", file)
  sub(/^.*\//, "", file)
  file = name "/" file
  objects = objects " " file ".o"
  return file
}

function alone(file) {
  print object(file) ".o: " source "/" path(file)
  list(file)
}

function unit(word, n,    file, i) {
  file = object(word[2])
  print file ".o: " file ".cpp"
  printf "" >(file ".cpp")
  for (i = 2; i <= n; i++) {
    printf "#include \"%s/%s\"\n#undef DEBUG_TYPE\n", source, path(word[i]) >(file ".cpp")
    list(word[i])
  }
  close(file ".cpp")
}

function close_library(    folder, n, i) {
  if (name == "") return
  n = split(folders, folder, " ")
  for (i = 1; i <= n; i++) print "$(call fit," folder[i] "," listed ")"
  print name "-folder := " base
  print name "-flags :=" flags
  print name "-objects :=" objects
  print (kind == "library" ? "libraries" : "programs") " += " name
}
