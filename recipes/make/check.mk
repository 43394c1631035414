# check.mk: makes a program with two jobs at once: pattern rules, functions, a make within the make, an archive.
objects := $(patsubst %,%.o,one two)
CC := tcc

all: hello
	$(MAKE) -f $(firstword $(MAKEFILE_LIST)) jobs
	./hello >said
	grep -x 'one two 42' said

hello: main.o lib.a
	$(CC) -static -o $@ $^

lib.a: $(objects)
	tcc-ar rc $@ $^

%.o: %.c
	$(CC) -c -o $@ $<

main.c:
	printf '#include <stdio.h>\nint one(void), two(void);\nint main(void) { printf("one two %%d\\n", one() * two()); return 0; }\n' >$@

one.c two.c: %.c:
	echo 'int $*(void) { return $(if $(filter one,$*),6,7); }' >$@

# Only two jobs at once can end this: each waits for the other.
jobs: left right
left right:
	touch $@.here
	i=0; while [ $$i -lt 50 ]; do [ -e $(if $(filter left,$@),right,left).here ] && touch $@ && exit 0; sleep 1; i=$$((i + 1)); done; exit 1

ifneq ($(shell echo $(words $(wildcard *.mk))),1)
$(error wildcard found $(wildcard *.mk))
endif
.PHONY: all jobs
.SECONDARY:
