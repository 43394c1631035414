/* What `gcc -v` tells. */
static const char configuration_arguments[] = "none: it was built without configure";
static const char thread_model[] = "single";

static const struct {
  const char *name, *value;
} configure_default_options[] = { { "cpu", "k8" } };
