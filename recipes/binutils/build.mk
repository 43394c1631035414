# binutils: the libraries libiberty, zlib, libsframe, bfd and opcodes, then the assembler, the linker and the tools.
# Called with CC and AR.
include /repo/recipes/build.mk
source := /src/binutils
config := /repo/recipes/binutils/config
CFLAGS := -O2
common := -DHAVE_CONFIG_H -I$(config) -Ibfd -I$(source)/include -I$(source)/bfd -I$(source)/zlib

programs := addr2line ar as c++filt elfedit ld nm objcopy objdump ranlib readelf size strings strip
all: $(addprefix bin/,$(programs))

# Of libiberty what the programs use, in upstream's order.
libiberty := cplus-dem.c cp-demangle.c md5.c sha1.c alloca.c argv.c concat.c cp-demint.c d-demangle.c dwarfnames.c \
  filename_cmp.c fnmatch.c getopt.c getopt1.c getpwd.c getruntime.c hashtab.c hex.c lbasename.c lrealpath.c \
  make-relative-prefix.c make-temp-file.c objalloc.c obstack.c pex-common.c pex-one.c pex-unix.c vprintf-support.c \
  rust-demangle.c safe-ctype.c splay-tree.c unlink-if-ordinary.c xasprintf.c xatexit.c xexit.c xmalloc.c xmemdup.c \
  xstrdup.c xstrerror.c xstrndup.c xvasprintf.c
$(call fits,$(source)/libiberty,*.c,$(libiberty))
$(eval $(call compile,libiberty,$(source)/libiberty,-DHAVE_CONFIG_H -I$(config) -I$(source)/include))
$(eval $(call archive,libiberty/libiberty.a,$(libiberty:%.c=libiberty/%.o)))

# Sections of object files are compressed and uncompressed in memory: what works on files is not there.
zlib := adler32.c compress.c crc32.c deflate.c inffast.c inflate.c inftrees.c trees.c zutil.c
$(call fits,$(source)/zlib,*.c,$(zlib))
$(eval $(call compile,zlib,$(source)/zlib,-DHAVE_UNISTD_H))
$(eval $(call archive,zlib/libz.a,$(zlib:%.c=zlib/%.o)))
$(zlib:%.c=zlib/%.o): zlib/tables
zlib/tables: | zlib
	/bin/sh /repo/recipes/zlib-tables.sh $(source)/zlib "$(CC)"
	touch $@

libsframe := sframe.c sframe-dump.c sframe-error.c
$(call fits,$(source)/libsframe,*.c,$(libsframe))
$(eval $(call compile,libsframe,$(source)/libsframe,-DHAVE_CONFIG_H -I$(config) -I$(source)/include -I$(source)/libctf))
$(eval $(call archive,libsframe/libsframe.a,$(libsframe:%.c=libsframe/%.o)))

# bfd: what it has for all targets, then for ours.
bfd := archive.c archures.c bfd.c bfdio.c bfdwin.c cache.c coff-bfd.c compress.c corefile.c elf-properties.c format.c \
  hash.c init.c libbfd.c linker.c merge.c opncls.c reloc.c section.c simple.c stab-syms.c stabs.c syms.c targets.c \
  binary.c ihex.c srec.c tekhex.c verilog.c \
  elf64-x86-64.c elfxx-x86.c elf-ifunc.c elf-vxworks.c elf64.c elf.c elflink.c elf-attrs.c elf-strtab.c \
  elf-eh-frame.c elf-sframe.c dwarf1.c dwarf2.c elf32-i386.c elf32.c pei-i386.c peigen.c cofflink.c coffgen.c \
  pe-x86_64.c pex64igen.c pei-x86_64.c elf64-gen.c elf32-gen.c cpu-i386.c cpu-iamcu.c archive64.c
bfd-made := peigen.c pex64igen.c
# Included by others.
bfd-included := coff-i386.c coff-x86_64.c peXXigen.c
$(call fits,$(source)/bfd,*.c,$(filter-out $(bfd-made),$(bfd)) $(bfd-included))
bfd-headers := $(addprefix bfd/,bfd.h libbfd.h libcoff.h elf32-target.h elf64-target.h targmatch.h)
$(eval $(call compile,bfd,$(source)/bfd,$(common)))
$(eval $(call compile,bfd,bfd,$(common)))
$(eval $(call archive,bfd/libbfd.a,$(bfd:%.c=bfd/%.o)))
$(bfd:%.c=bfd/%.o): $(bfd-headers)

bfd/peigen.c: name := pe
bfd/pex64igen.c: name := pex64
$(addprefix bfd/,$(bfd-made)): $(source)/bfd/peXXigen.c | bfd
	(echo '#line 1 "peXXigen.c"'; sed s/XX/$(name)/g $<) >$@
bfd/elf%-target.h: $(source)/bfd/elfxx-target.h | bfd
	sed s/NN/$*/g $< >$@
bfd/targmatch.h: $(source)/bfd/config.bfd | bfd
	sed -f $(source)/bfd/targmatch.sed $< >$@

# Headers from comments in the code, by the program that makes bfd's manual.
bfd/chew: $(source)/bfd/doc/chew.c | bfd
	$(CC) -o $@ $<
header = (echo "$2" | sed -f $(source)/bfd/doc/header.sed; \
  for file in $2; do \
    case $$file in \
      *-in.h) cat $(source)/bfd/$$file;; \
      *) echo "/* Extracted from $$file.  */"; bfd/chew $3 -f $(source)/bfd/doc/proto.str <$(source)/bfd/$$file;; \
    esac; \
  done; \
  printf '\#ifdef __cplusplus\n}\n\#endif\n\#endif\n') >$1
bfd/bfd.h: bfd/chew
	$(call header,bfd/bfd-in2.h,bfd-in.h init.c opncls.c libbfd.c bfdio.c bfdwin.c section.c archures.c reloc.c syms.c bfd.c \
	  archive.c corefile.c targets.c format.c linker.c simple.c compress.c,)
	/bin/sh /repo/recipes/fill.sh /repo/recipes/binutils/bfd.values bfd/bfd-in2.h $@ $(source)/bfd/version.h bfd/bfdver.h
bfd/libbfd.h: bfd/chew
	$(call header,$@,libbfd-in.h libbfd.c bfd.c bfdio.c bfdwin.c cache.c reloc.c section.c targets.c archures.c linker.c,-i)
bfd/libcoff.h: bfd/chew
	$(call header,$@,libcoff-in.h coffcode.h,-i)

# The table of instructions: 65,000 lines, from a table of 5,000 that a person can read. tinycc's preprocessor drops the
# line between the table's macros and its entries, as it begins with #. Files, no pipes: the shell has no pipefail.
opcodes := dis-buf.c disassemble.c dis-init.c i386-dis.c
$(call fits,$(source)/opcodes,*.c,$(opcodes) i386-gen.c)
$(eval $(call compile,opcodes,$(source)/opcodes,$(common) -I$(source)/opcodes))
$(eval $(call archive,opcodes/libopcodes.a,$(opcodes:%.c=opcodes/%.o)))
$(opcodes:%.c=opcodes/%.o): bfd/bfd.h
opcodes/i386-gen.o: bfd/bfd.h
opcodes/i386-gen: opcodes/i386-gen.o libiberty/libiberty.a
	$(CC) -o $@ $^
opcodes/tables: opcodes/i386-gen
	sed 's/^### MARKER/@&/' $(source)/opcodes/i386-opc.tbl >opcodes/marked
	$(CC) -E -I$(source)/opcodes -I$(source)/include - <opcodes/marked >opcodes/expanded
	sed 's/^@//' opcodes/expanded >opcodes/table
	opcodes/i386-gen --srcdir $(source)/opcodes <opcodes/table
	touch $@
opcodes/i386-dis.o gas/tc-i386.o: opcodes/tables

# The assembler. compile names objects by their sources' directory: those of config/ are compiled apart.
gas := app.c as.c atof-generic.c codeview.c compress-debug.c cond.c depend.c dwarf2dbg.c dw2gencfi.c ecoff.c ehopt.c \
  expr.c flonum-copy.c flonum-konst.c flonum-mult.c frags.c gen-sframe.c hash.c input-file.c input-scrub.c listing.c \
  literal.c macro.c messages.c output-file.c read.c remap.c sb.c sframe-opt.c stabs.c subsegs.c symbols.c write.c
gas-config := tc-i386.c obj-elf.c atof-ieee.c
$(call fits,$(source)/gas,*.c,$(gas))
$(call fits,$(source)/gas/config,*.c,$(gas-config) tc-i386-intel.c)
gas-flags := -I$(config)/gas -I$(source)/gas -I$(source)/gas/config $(common) -I$(source)
$(eval $(call compile,gas,$(source)/gas,$(gas-flags)))
$(eval $(call compile,gas,$(source)/gas/config,$(gas-flags)))
gas-objects := $(patsubst %.c,gas/%.o,$(gas) $(gas-config))
$(gas-objects): bfd/bfd.h
bin/as: $(gas-objects) bfd/libbfd.a zlib/libz.a libsframe/libsframe.a libiberty/libiberty.a

# The linker: its parser and scanner, and its emulations, from shell scripts.
ld := lexsup.c ldlang.c mri.c ldctor.c ldmain.c ldwrite.c ldexp.c ldemul.c ldver.c ldmisc.c ldfile.c ldcref.c plugin.c \
  ldbuildid.c ldelf.c ldelfgen.c ldlex-wrapper.c
emulations := elf_x86_64 elf32_x86_64 elf_i386 elf_iamcu
$(call fits,$(source)/ld,*.c,$(ld))
ld-flags := -I$(config)/ld -Ild -I$(source)/ld $(common)
$(eval $(call compile,ld,$(source)/ld,$(ld-flags)))
$(eval $(call compile,ld,ld,$(ld-flags)))
ld-objects := $(patsubst %,ld/%.o,ldgram ldlex-wrapper $(basename $(filter-out ldelf.c ldelfgen.c ldlex-wrapper.c,$(ld))) \
  $(emulations:%=e%) ldelf ldelfgen)
$(ld-objects): bfd/bfd.h ld/ldgram.c
ld/ldlex-wrapper.o: ld/ldlex.c
ld/elf.o: bfd/libbfd.h
$(filter ld/eelf%,$(ld-objects)): bfd/libbfd.h
bin/ld: $(ld-objects) bfd/libbfd.a zlib/libz.a libsframe/libsframe.a libiberty/libiberty.a
ld/ldgram.c: $(source)/ld/ldgram.y | ld
	byacc -d -H ld/ldgram.h -o $@ $<
ld/ldlex.c: $(source)/ld/ldlex.l | ld
	lex /share/scanner.c $< $@
ld/eelf_i386.c: tool := i386-unknown-linux-gnu
ld/eelf_x86_64.c ld/eelf32_x86_64.c ld/eelf_iamcu.c: tool := x86_64-unknown-linux-gnu
# All of them read the one file, which therefore is there before the first of them starts.
ld/stringify.sed: | ld
	mkdir -p ld/ldscripts
	cp $(source)/ld/emultempl/astring.sed $@
ld/e%.c: ld/stringify.sed
	cd ld && LIB_PATH= /bin/sh $(source)/ld/genscripts.sh $(source)/ld /lib '' '' $(target) $(target) $(target) '' '' \
	  'elf_x86_64 elf_i386 elf32_x86_64' '/usr/local/lib /lib /usr/lib' yes yes $* $(tool)
	# It does not notice that a part of a script is missing.
	for script in ld/ldscripts/$*.x*; do [ "`sed -n '$$p' $$script`" = '}' ] || { echo $$script is cut off; exit 1; }; done
target := x86_64-unknown-linux-gnu

# The tools. Several share objects.
tools := addr2line.c ar.c arsup.c binemul.c bucomm.c cxxfilt.c debug.c demanguse.c dwarf.c elfcomm.c elfedit.c \
  emul_vanilla.c filemode.c is-ranlib.c is-strip.c nm.c not-ranlib.c not-strip.c objcopy.c objdump.c prdbg.c rdcoff.c \
  rddbg.c readelf.c rename.c size.c stabs.c strings.c unwind-ia64.c version.c wrstabs.c
$(call fits,$(source)/binutils,*.c,$(tools))
tools-flags := $(common) -Ibinutils -I$(source)/binutils
$(eval $(call compile,binutils,$(source)/binutils,$(tools-flags)))
$(eval $(call compile,binutils,binutils,$(tools-flags)))
$(patsubst %.c,binutils/%.o,$(tools)) binutils/arlex.o binutils/arparse.o: bfd/bfd.h
binutils/ar.o binutils/arsup.o binutils/arlex.o: binutils/arparse.c
binutils/arparse.c: $(source)/binutils/arparse.y | binutils
	byacc -d -H binutils/arparse.h -o $@ $<
binutils/arlex.c: $(source)/binutils/arlex.l | binutils
	lex /share/scanner.c $< $@

# $(eval $(call tool,PROGRAM,OBJECTS,LIBRARIES))
define tool
bin/$1: $(patsubst %,binutils/%.o,$2) $3 libiberty/libiberty.a
endef
bfd-library := bfd/libbfd.a zlib/libz.a libsframe/libsframe.a
bulibs := bucomm version filemode
ar-parts := arsup rename binemul emul_vanilla $(bulibs)
copy-parts := rename rddbg debug stabs rdcoff wrstabs $(bulibs)
$(eval $(call tool,objdump,objdump dwarf prdbg demanguse rddbg debug stabs rdcoff $(bulibs) elfcomm,opcodes/libopcodes.a $(bfd-library)))
$(eval $(call tool,readelf,readelf version unwind-ia64 dwarf demanguse elfcomm,))
$(eval $(call tool,objcopy,objcopy not-strip $(copy-parts),$(bfd-library)))
$(eval $(call tool,strip,objcopy is-strip $(copy-parts),$(bfd-library)))
$(eval $(call tool,ar,arparse arlex ar not-ranlib $(ar-parts),$(bfd-library)))
$(eval $(call tool,ranlib,ar is-ranlib arparse arlex $(ar-parts),$(bfd-library)))
$(eval $(call tool,nm,nm demanguse $(bulibs),$(bfd-library)))
$(eval $(call tool,addr2line,addr2line $(bulibs),$(bfd-library)))
$(eval $(call tool,c++filt,cxxfilt $(bulibs),$(bfd-library)))
$(eval $(call tool,size,size $(bulibs),$(bfd-library)))
$(eval $(call tool,strings,strings $(bulibs),$(bfd-library)))
$(eval $(call tool,elfedit,elfedit version elfcomm,))
bin/readelf: zlib/libz.a libsframe/libsframe.a

bin/%: | bin
	$(CC) $(CFLAGS) -o $@ $^
bin:
	mkdir -p $@

install: all
	mkdir -p /out/bin /out/$(target)/lib
	cp $(addprefix bin/,$(programs)) /out/bin/
	ln /out/bin/ld /out/bin/ld.bfd
	cp -r ld/ldscripts /out/$(target)/lib/
