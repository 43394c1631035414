# The headers of libstdc++, by upstream's automake file in include, of which automake.awk made lists.mk: `made` links
# them into one tree for the library itself, `install-headers` copies them to $(DESTDIR).
#   make -C .../include -f headers.mk platform=...
include $(dir $(lastword $(MAKEFILE_LIST)))facts.mk
srcdir := $(top_srcdir)/include
.SUFFIXES:
made:
include lists.mk

made: all-local
	touch $@
