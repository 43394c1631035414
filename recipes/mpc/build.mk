# libmpc.a.
include /repo/recipes/build.mk

CC := gcc
CFLAGS := -O2
source := /src/mpc

all: install

mpc := abs.c acos.c acosh.c add.c add_fr.c add_si.c add_ui.c agm.c arg.c asin.c asinh.c atan.c atanh.c balls.c \
  clear.c cmp.c cmp_abs.c cmp_si_si.c conj.c cos.c cosh.c div.c div_2si.c div_2ui.c div_fr.c div_ui.c dot.c eta.c \
  exp.c fma.c fr_div.c fr_sub.c get_prec.c get_prec2.c get_version.c get_x.c imag.c init2.c init3.c inp_str.c log.c \
  log10.c mem.c mul.c mul_2si.c mul_2ui.c mul_fr.c mul_i.c mul_si.c mul_ui.c neg.c norm.c out_str.c pow.c pow_d.c \
  pow_fr.c pow_ld.c pow_si.c pow_ui.c pow_z.c proj.c radius.c real.c rootofunity.c set.c set_prec.c set_str.c \
  set_x.c set_x_x.c sin.c sin_cos.c sinh.c sqr.c sqrt.c strtoc.c sub.c sub_fr.c sub_ui.c sum.c swap.c tan.c tanh.c \
  uceil_log2.c ui_div.c ui_ui_sub.c urandom.c
# a library that writes down all calls
mpc-not := logging.c
$(call fits,$(source)/src,*.c,$(mpc) $(mpc-not))

$(eval $(call compile,objects,$(source)/src,-DHAVE_CONFIG_H -I/repo/recipes/mpc/config -I$(source)/src))
$(eval $(call archive,libmpc.a,$(addprefix objects/,$(mpc:.c=.o))))

install: libmpc.a
	mkdir -p /out/include /out/lib
	cp $(source)/src/mpc.h /out/include/
	cp libmpc.a /out/lib/
