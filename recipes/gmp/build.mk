# libgmp.a and gmp.h, without assembly: the files in assembly language would require m4. What configure does: it picks a file
# for each function (those in C here), makes tables with gmp's own generators, and writes config.h and gmp.h.
include /repo/recipes/build.mk

# CC comes from the recipe.
CFLAGS := -O2
source := /src/gmp

all: install

# Numbers of any size.
numbers := assert.c compat.c errno.c extract-dbl.c invalid.c memory.c mp_bpl.c mp_clz_tab.c mp_dv_tab.c mp_get_fns.c \
  mp_minv_tab.c mp_set_fns.c nextprime.c primesieve.c version.c tal-reent.c
# programs that make tables, and temporary memory by other ways than alloca
numbers-not := bootstrap.c gen-bases.c gen-fac.c gen-fib.c gen-jacobitab.c gen-psqr.c gen-trialdivtab.c \
  tal-debug.c tal-notreent.c
$(call fits,$(source),*.c,$(numbers) $(numbers-not))

# Integers, fractions, floating-point numbers.
mpz := 2fac_ui.c abs.c add.c add_ui.c and.c aorsmul.c aorsmul_i.c array_init.c bin_ui.c bin_uiui.c cdiv_q.c \
  cdiv_q_ui.c cdiv_qr.c cdiv_qr_ui.c cdiv_r.c cdiv_r_ui.c cdiv_ui.c cfdiv_q_2exp.c cfdiv_r_2exp.c clear.c clears.c \
  clrbit.c cmp.c cmp_d.c cmp_si.c cmp_ui.c cmpabs.c cmpabs_d.c cmpabs_ui.c com.c combit.c cong.c cong_2exp.c \
  cong_ui.c dive_ui.c divegcd.c divexact.c divis.c divis_2exp.c divis_ui.c dump.c export.c fac_ui.c fdiv_q.c \
  fdiv_q_ui.c fdiv_qr.c fdiv_qr_ui.c fdiv_r.c fdiv_r_ui.c fdiv_ui.c fib2_ui.c fib_ui.c fits_sint.c fits_slong.c \
  fits_sshort.c fits_uint.c fits_ulong.c fits_ushort.c gcd.c gcd_ui.c gcdext.c get_d.c get_d_2exp.c get_si.c \
  get_str.c get_ui.c getlimbn.c hamdist.c import.c init.c init2.c inits.c inp_raw.c inp_str.c invert.c ior.c iset.c \
  iset_d.c iset_si.c iset_str.c iset_ui.c jacobi.c kronsz.c kronuz.c kronzs.c kronzu.c lcm.c lcm_ui.c limbs_finish.c \
  limbs_modify.c limbs_read.c limbs_write.c lucmod.c lucnum2_ui.c lucnum_ui.c mfac_uiui.c millerrabin.c mod.c mul.c \
  mul_2exp.c mul_si.c mul_ui.c n_pow_ui.c neg.c nextprime.c oddfac_1.c out_raw.c out_str.c perfpow.c perfsqr.c \
  popcount.c pow_ui.c powm.c powm_sec.c powm_ui.c pprime_p.c primorial_ui.c prodlimbs.c random.c random2.c realloc.c \
  realloc2.c remove.c roinit_n.c root.c rootrem.c rrandomb.c scan0.c scan1.c set.c set_d.c set_f.c set_q.c set_si.c \
  set_str.c set_ui.c setbit.c size.c sizeinbase.c sqrt.c sqrtrem.c stronglucas.c sub.c sub_ui.c swap.c tdiv_q.c \
  tdiv_q_2exp.c tdiv_q_ui.c tdiv_qr.c tdiv_qr_ui.c tdiv_r.c tdiv_r_2exp.c tdiv_r_ui.c tdiv_ui.c tstbit.c ui_pow_ui.c \
  ui_sub.c urandomb.c urandomm.c xor.c
mpq := abs.c aors.c canonicalize.c clear.c clears.c cmp.c cmp_si.c cmp_ui.c div.c equal.c get_d.c get_den.c \
  get_num.c get_str.c init.c inits.c inp_str.c inv.c md_2exp.c mul.c neg.c out_str.c set.c set_d.c set_den.c set_f.c \
  set_num.c set_si.c set_str.c set_ui.c set_z.c swap.c
mpf := abs.c add.c add_ui.c ceilfloor.c clear.c clears.c cmp.c cmp_d.c cmp_si.c cmp_ui.c cmp_z.c div.c div_2exp.c \
  div_ui.c dump.c eq.c fits_sint.c fits_slong.c fits_sshort.c fits_uint.c fits_ulong.c fits_ushort.c get_d.c \
  get_d_2exp.c get_dfl_prec.c get_prc.c get_si.c get_str.c get_ui.c init.c init2.c inits.c inp_str.c int_p.c iset.c \
  iset_d.c iset_si.c iset_str.c iset_ui.c mul.c mul_2exp.c mul_ui.c neg.c out_str.c pow_ui.c random2.c reldiff.c \
  set.c set_d.c set_dfl_prec.c set_prc.c set_prc_raw.c set_q.c set_si.c set_str.c set_ui.c set_z.c size.c sqrt.c \
  sqrt_ui.c sub.c sub_ui.c swap.c trunc.c ui_div.c ui_sub.c urandomb.c

# Input, output, random numbers.
printf := asprintf.c asprntffuns.c doprnt.c doprntf.c doprnti.c fprintf.c obprintf.c obprntffuns.c obvprintf.c \
  printf.c printffuns.c repl-vsnprintf.c snprintf.c snprntffuns.c sprintf.c sprintffuns.c vasprintf.c vfprintf.c \
  vprintf.c vsnprintf.c vsprintf.c
scanf := doscan.c fscanf.c fscanffuns.c scanf.c sscanf.c sscanffuns.c vfscanf.c vscanf.c vsscanf.c
rand := rand.c randbui.c randclr.c randdef.c randiset.c randlc2s.c randlc2x.c randmt.c randmts.c randmui.c rands.c \
  randsd.c randsdui.c

$(foreach part,mpz mpq mpf printf scanf rand,$(call fits,$(source)/$(part),*.c,$($(part))))

# What all others stand on: functions on rows of words.
mpn := add.c add_1.c add_err1_n.c add_err2_n.c add_err3_n.c add_n.c add_n_sub_n.c addmul_1.c bdiv_dbm1c.c bdiv_q.c \
  bdiv_q_1.c bdiv_qr.c binvert.c broot.c brootinv.c bsqrt.c bsqrtinv.c cmp.c cnd_add_n.c cnd_sub_n.c cnd_swap.c \
  com.c comb_tables.c compute_powtab.c copyd.c copyi.c dcpi1_bdiv_q.c dcpi1_bdiv_qr.c dcpi1_div_q.c dcpi1_div_qr.c \
  dcpi1_divappr_q.c div_q.c div_qr_1.c div_qr_1n_pi1.c div_qr_2.c div_qr_2n_pi1.c div_qr_2u_pi1.c dive_1.c diveby3.c \
  divexact.c divis.c divrem.c divrem_1.c divrem_2.c dump.c fib2_ui.c fib2m.c gcd.c gcd_1.c gcd_11.c gcd_22.c \
  gcd_subdiv_step.c gcdext.c gcdext_1.c gcdext_lehmer.c get_d.c get_str.c hgcd.c hgcd2.c hgcd2_jacobi.c hgcd_appr.c \
  hgcd_jacobi.c hgcd_matrix.c hgcd_reduce.c hgcd_step.c invert.c invertappr.c jacbase.c jacobi.c jacobi_2.c lshift.c \
  lshiftc.c matrix22_mul.c matrix22_mul1_inverse_vector.c mod_1.c mod_1_1.c mod_1_2.c mod_1_3.c mod_1_4.c \
  mod_34lsub1.c mode1o.c mu_bdiv_q.c mu_bdiv_qr.c mu_div_q.c mu_div_qr.c mu_divappr_q.c mul.c mul_1.c mul_basecase.c \
  mul_fft.c mul_n.c mullo_basecase.c mullo_n.c mulmid.c mulmid_basecase.c mulmid_n.c mulmod_bnm1.c neg.c \
  nussbaumer_mul.c perfpow.c perfsqr.c pow_1.c powlo.c powm.c pre_divrem_1.c pre_mod_1.c random.c random2.c redc_1.c \
  redc_2.c redc_n.c remove.c rootrem.c rshift.c sbpi1_bdiv_q.c sbpi1_bdiv_qr.c sbpi1_bdiv_r.c sbpi1_div_q.c \
  sbpi1_div_qr.c sbpi1_divappr_q.c scan0.c scan1.c sec_invert.c sec_mul.c sec_powm.c sec_sqr.c sec_tabselect.c \
  set_str.c sizeinbase.c sqr.c sqr_basecase.c sqrlo.c sqrlo_basecase.c sqrmod_bnm1.c sqrtrem.c strongfibo.c sub.c \
  sub_1.c sub_err1_n.c sub_err2_n.c sub_err3_n.c sub_n.c submul_1.c tdiv_qr.c toom22_mul.c toom2_sqr.c toom32_mul.c \
  toom33_mul.c toom3_sqr.c toom42_mul.c toom42_mulmid.c toom43_mul.c toom44_mul.c toom4_sqr.c toom52_mul.c \
  toom53_mul.c toom54_mul.c toom62_mul.c toom63_mul.c toom6_sqr.c toom6h_mul.c toom8_sqr.c toom8h_mul.c \
  toom_couple_handling.c toom_eval_dgr3_pm1.c toom_eval_dgr3_pm2.c toom_eval_pm1.c toom_eval_pm2.c \
  toom_eval_pm2exp.c toom_eval_pm2rexp.c toom_interpolate_12pts.c toom_interpolate_16pts.c toom_interpolate_5pts.c \
  toom_interpolate_6pts.c toom_interpolate_7pts.c toom_interpolate_8pts.c trialdiv.c zero.c zero_p.c
# one file for several functions, see below
several := logops_n.c popham.c sec_aors_1.c sec_div.c sec_pi1_div.c
# for processors with a certain cost of division, or none at all
mpn-not := div_qr_1n_pi2.c div_qr_1u_pi2.c udiv_w_sdiv.c
$(call fits,$(source)/mpn/generic,*.c,$(mpn) $(several) $(mpn-not))

# Each function by its name here, where it is compiled without a path: assertions that fail tell the name of the file.
link = $(eval functions += $2)$(eval $2: ; ln -s $(source)/mpn/generic/$1 $$@)
$(foreach file,$(mpn),$(call link,$(file),$(file)))
$(call link,logops_n.c,and_n.c andn_n.c ior_n.c iorn_n.c nand_n.c nior_n.c xnor_n.c xor_n.c)
$(call link,popham.c,hamdist.c popcount.c)
$(call link,sec_aors_1.c,sec_add_1.c sec_sub_1.c)
$(call link,sec_div.c,sec_div_qr.c sec_div_r.c)
$(call link,sec_pi1_div.c,sec_pi1_div_qr.c sec_pi1_div_r.c)

# Tables for words of 64 bits, of which none is kept free ("nails").
tables := fac_table.h fib_table.h jacobitab.h mp_bases.h perfsqr.h trialdivtab.h
functions += fib_table.c mp_bases.c
gen-%: $(source)/gen-%.c
	$(CC) -o $@ $<
made/fac_table.h: gen-fac | made
	./$< 64 0 >$@
made/fib_table.h: gen-fib | made
	./$< header 64 0 >$@
made/jacobitab.h: gen-jacobitab | made
	./$< >$@
made/mp_bases.h: gen-bases | made
	./$< header 64 0 >$@
made/perfsqr.h: gen-psqr | made
	./$< 64 0 >$@
made/trialdivtab.h: gen-trialdivtab | made
	./$< 64 8000 >$@
fib_table.c: gen-fib
	./$< table 64 0 >$@
mp_bases.c: gen-bases
	./$< table 64 0 >$@
made/gmp.h: | made
	echo 'CC=$(CC)' | cat /repo/recipes/gmp/gmp.values - >values
	sh /repo/recipes/fill.sh values $(source)/gmp-h.in $@
$(call directory,made)

flags := -DHAVE_CONFIG_H -D__GMP_WITHIN_GMP -Imade -I/repo/recipes/gmp/config -I$(source) -I$(source)/mpn/generic
$(eval $(call compile,numbers,$(source),$(flags)))
$(foreach part,mpz mpq mpf printf scanf rand,$(eval $(call compile,$(part),$(source)/$(part),$(flags))))
$(functions:.c=.o): %.o: %.c
	$(CC) $(CFLAGS) $(flags) -DOPERATION_$* -c -o $@ $<

objects := $(foreach part,numbers mpz mpq mpf printf scanf rand,$(addprefix $(part)/,$($(part):.c=.o))) $(functions:.c=.o)
$(objects): | made/gmp.h $(addprefix made/,$(tables))
$(eval $(call archive,libgmp.a,$(objects)))

install: libgmp.a
	mkdir -p /out/include /out/lib
	cp made/gmp.h /out/include/
	cp libgmp.a /out/lib/
