/* What gcc -v tells about its configuration.  */
static const char configuration_arguments[] = "(none was run: see the recipe)";
static const char thread_model[] = "posix";
static const struct {
  const char *name, *value;
} configure_default_options[] = { { "cpu", "generic" }, { "arch", "x86-64" } };
