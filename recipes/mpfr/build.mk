# libmpfr.a. Configure would also choose the thresholds of algorithms (mparam.h) and name the patches that were applied
# (none); upstream's own template and script say which.
include /repo/recipes/build.mk

# CC comes from the recipe.
CFLAGS := -O2
source := /src/mpfr

all: install

mpfr := abort_prec_max.c acos.c acosh.c acosu.c add.c add1.c add1sp.c add_d.c add_ui.c agm.c ai.c asin.c asinh.c \
  asinu.c atan.c atan2.c atan2u.c atanh.c atanu.c bernoulli.c beta.c buildopt.c cache.c cbrt.c check.c clear.c \
  clears.c cmp.c cmp2.c cmp_d.c cmp_ld.c cmp_si.c cmp_ui.c cmpabs.c cmpabs_ui.c comparisons.c compound.c \
  const_catalan.c const_euler.c const_log2.c const_pi.c constant.c copysign.c cos.c cosh.c cosu.c cot.c coth.c csc.c \
  csch.c d_div.c d_sub.c digamma.c dim.c div.c div_2exp.c div_2si.c div_2ui.c div_d.c div_ui.c dot.c dump.c eint.c \
  eq.c erandom.c erf.c erfc.c exceptions.c exp.c exp10.c exp10m1.c exp2.c exp2m1.c exp3.c exp_2.c expm1.c extract.c \
  factorial.c fits_intmax.c fits_sint.c fits_slong.c fits_sshort.c fits_uint.c fits_uintmax.c fits_ulong.c \
  fits_ushort.c fma.c fmma.c fmod_ui.c fms.c fpif.c frac.c free_cache.c frexp.c gamma.c gamma_inc.c gammaonethird.c \
  get_d.c get_d128.c get_d64.c get_exp.c get_f.c get_float128.c get_flt.c get_ld.c get_q.c get_si.c get_sj.c \
  get_str.c get_ui.c get_uj.c get_z.c get_z_2exp.c gmp_op.c grandom.c hypot.c init.c init2.c inits.c inits2.c \
  inp_str.c int_ceil_log2.c isinf.c isinteger.c isnan.c isnum.c isqrt.c isregular.c iszero.c jn.c li2.c lngamma.c \
  log.c log10.c log10p1.c log1p.c log2.c log2p1.c log_ui.c logging.c min_prec.c minmax.c modf.c mp_clz_tab.c \
  mpfr-gmp.c mpfr-mini-gmp.c mpn_exp.c mul.c mul_2exp.c mul_2si.c mul_2ui.c mul_d.c mul_ui.c mulders.c nbits_ulong.c \
  neg.c next.c nrandom.c odd_p.c out_str.c pool.c pow.c pow_si.c pow_sj.c pow_ui.c pow_uj.c pow_z.c powerof2.c \
  powr.c print_raw.c print_rnd_mode.c printf.c random_deviate.c rec_sqrt.c reldiff.c rem1.c rint.c rndna.c root.c \
  round_near_x.c round_p.c round_prec.c scale2.c sec.c sech.c set.c set_d.c set_d128.c set_d64.c set_dfl_prec.c \
  set_exp.c set_f.c set_float128.c set_flt.c set_inf.c set_ld.c set_nan.c set_prc_raw.c set_prec.c set_q.c set_rnd.c \
  set_si.c set_si_2exp.c set_sj.c set_str.c set_str_raw.c set_ui.c set_ui_2exp.c set_uj.c set_z.c set_z_2exp.c \
  set_zero.c setmax.c setmin.c setsign.c sgn.c si_op.c signbit.c sin.c sin_cos.c sinh.c sinh_cosh.c sinu.c sqr.c \
  sqrt.c sqrt_ui.c stack_interface.c strtofr.c sub.c sub1.c sub1sp.c sub_d.c sub_ui.c subnormal.c sum.c swap.c tan.c \
  tanh.c tanu.c total_order.c ubf.c uceil_exp2.c uceil_log2.c ufloor_log2.c ui_div.c ui_pow.c ui_pow_ui.c ui_sub.c \
  urandom.c urandomb.c vasprintf.c version.c volatile.c yn.c zeta.c zeta_ui.c
# parts of other files
parts := add1sp1_extracted.c jyn_asympt.c mul_1_extracted.c round_raw_generic.c sub1sp1_extracted.c
$(call fits,$(source)/src,*.c,$(mpfr) $(parts))

flags := -DHAVE_CONFIG_H -Imade -I/repo/recipes/mpfr/config -I$(source)/src
$(eval $(call compile,objects,$(source)/src,$(flags)))
$(eval $(call compile,objects,made,$(flags)))

made/mparam.h: $(source)/src/mparam_h.in | made
	cp $< $@
made/get_patches.c: | made
	sh $(source)/tools/get_patches.sh $(source)/PATCHES >$@
$(call directory,made)

objects := $(addprefix objects/,$(mpfr:.c=.o) get_patches.o)
$(objects): | made/mparam.h
$(eval $(call archive,libmpfr.a,$(objects)))

install: libmpfr.a
	mkdir -p /out/include /out/lib
	cp $(source)/src/mpfr.h $(source)/src/mpf2mpfr.h /out/include/
	cp libmpfr.a /out/lib/
