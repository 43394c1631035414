# clang-tblgen, which writes tables from descriptions of attributes, diagnostics, builtins and nodes of the syntax tree;
# the tables; and the headers that cmake would write: all that clang's libraries need to be compiled.
include $(dir $(lastword $(MAKEFILE_LIST)))libraries.mk
headers := $(source)/clang/include/clang
all: clang/clang/Config/config.h

called := $(patsubst %,/llvm/lib/libLLVM%.a,TableGen Support Demangle)
bin/clang-tblgen: $(clang-tblgen-objects) lib/libLLVMclangSupport.a $(called)
	mkdir -p bin
	$(CXX) -static -s -Wl,--gc-sections -o $@ $^

# $(eval $(call table,FILE,DESCRIPTION,PROGRAM,OPTIONS)): FILE below the folder clang, which becomes /llvm/clang.
define table
tables += clang/$1
clang/$1: $2 $3
	mkdir -p $$(dir $$@)
	$3 $4 -I$(headers)/.. -I$(dir $2) -I/llvm/include -o $$@ $$<
endef
# $(call from,FOLDER/,DESCRIPTION,FILE=OPTION...): FOLDER/FILE.inc by -gen-OPTION, for each.
from = $(foreach f,$3,$(call one,$1$(firstword $(subst =, ,$f)),$2,$(lastword $(subst =, ,$f))))
one = $(eval $(call table,$1.inc,$2,bin/clang-tblgen,-gen-$3))

# Attributes.
attributes := $(headers)/Basic/Attr.td
$(call from,clang/Basic/,$(attributes),AttrList=clang-attr-list AttrParsedAttrList=clang-attr-parsed-attr-list \
  AttrSubMatchRulesList=clang-attr-subject-match-rule-list RegularKeywordAttrInfo=clang-regular-keyword-attr-info \
  AttrHasAttributeImpl=clang-attr-has-attribute-impl CXX11AttributeInfo=cxx11-attribute-info \
  AttributeSpellingList=attribute-spelling-list)
$(call from,clang/AST/,$(attributes),Attrs=clang-attr-classes AttrImpl=clang-attr-impl \
  AttrTextNodeDump=clang-attr-text-node-dump AttrNodeTraverse=clang-attr-node-traverse \
  AttrVisitor=clang-attr-ast-visitor)
$(call from,clang/Sema/,$(attributes),AttrTemplateInstantiate=clang-attr-template-instantiate \
  AttrParsedAttrKinds=clang-attr-parsed-attr-kinds AttrIsTypeDependent=clang-attr-is-type-dependent \
  AttrSpellingListIndex=clang-attr-spelling-index AttrParsedAttrImpl=clang-attr-parsed-attr-impl)
$(call from,clang/Parse/,$(attributes),AttrParserStringSwitches=clang-attr-parser-string-switches \
  AttrSubMatchRulesParserStringSwitches=clang-attr-subject-match-rules-parser-string-switches)
$(call from,clang/Serialization/,$(attributes),AttrPCHRead=clang-attr-pch-read AttrPCHWrite=clang-attr-pch-write)

# Nodes of the syntax tree, and what is written of types into precompiled headers.
$(foreach n,Stmt=stmt Decl=decl Type=type Comment=comment,\
  $(call from,clang/AST/,$(headers)/Basic/$(firstword $(subst =, ,$n))Nodes.td,\
    $(firstword $(subst =, ,$n))Nodes=clang-$(lastword $(subst =, ,$n))-nodes))
$(call from,clang/AST/,$(headers)/AST/PropertiesBase.td,AbstractBasicReader=clang-basic-reader \
  AbstractBasicWriter=clang-basic-writer)
$(call from,clang/AST/,$(headers)/AST/TypeProperties.td,AbstractTypeReader=clang-type-reader \
  AbstractTypeWriter=clang-type-writer)
$(call from,,$(source)/clang/lib/AST/ByteCode/Opcodes.td,Opcodes=clang-opcodes)

# Of the static analyzer, the options that its checkers would have: the compiler reads them.
$(call from,clang/StaticAnalyzer/Checkers/,$(headers)/StaticAnalyzer/Checkers/Checkers.td,Checkers=clang-sa-checkers)

# Comments that tell of the code.
$(call from,clang/AST/,$(headers)/AST/CommentCommands.td,CommentCommandInfo=clang-comment-command-info \
  CommentCommandList=clang-comment-command-list)
$(call from,clang/AST/,$(headers)/AST/CommentHTMLTags.td,CommentHTMLTags=clang-comment-html-tags \
  CommentHTMLTagsProperties=clang-comment-html-tags-properties)
$(call from,clang/AST/,$(headers)/AST/CommentHTMLNamedCharacterReferences.td,\
  CommentHTMLNamedCharacterReferences=clang-comment-html-named-character-references)

# Diagnostics: of each part of the compiler, and of all.
diagnostics := $(headers)/Basic/Diagnostic.td
components := Analysis AST Comment Common CrossTU Driver Frontend InstallAPI Lex Parse Refactoring Sema Serialization \
  Trap
kinds := Kinds=defs Enums=enums CompatIDs=compat-ids Interface=iface
diagnostic = clang/Basic/Diagnostic$1$(firstword $(subst =, ,$2)).inc
$(foreach c,$(components),$(foreach k,$(kinds),$(eval $(call table,$(call diagnostic,$c,$k),$(diagnostics),\
  bin/clang-tblgen,-gen-clang-diags-$(lastword $(subst =, ,$k)) -clang-component=$c))))
$(call from,clang/Basic/,$(diagnostics),DiagnosticGroups=clang-diag-groups \
  DiagnosticAllCompatIDs=clang-diags-compat-ids)

# Builtins of each processor: clang knows them all, whatever it makes code for.
builtins := Builtins $(addprefix Builtins,BPF DirectX Hexagon NVPTX RISCV SPIRVCommon SPIRVVK SPIRVCL X86 X86_64)
$(foreach b,$(builtins),$(call from,clang/Basic/,$(headers)/Basic/$b.td,$b=clang-builtins))
$(call from,clang/Basic/,$(headers)/Basic/BuiltinTemplates.td,BuiltinTemplates=clang-builtin-templates)
$(call from,,$(source)/clang/lib/Sema/OpenCLBuiltins.td,OpenCLBuiltins=clang-opencl-builtins)
$(foreach a,neon fp16,$(call from,clang/Basic/,$(headers)/Basic/arm_$a.td,arm_$a=arm-neon-sema))
$(foreach a,mve cde,$(call from,clang/Basic/,$(headers)/Basic/arm_$a.td,arm_$a_builtins=arm-$a-builtin-def \
  arm_$a_builtin_cg=arm-$a-builtin-codegen arm_$a_builtin_sema=arm-$a-builtin-sema \
  arm_$a_builtin_aliases=arm-$a-builtin-aliases))
$(foreach a,sve sme,$(call from,clang/Basic/,$(headers)/Basic/arm_$a.td,arm_$a_builtins=arm-$a-builtins \
  arm_$a_builtin_cg=arm-$a-builtin-codegen arm_$a_sema_rangechecks=arm-$a-sema-rangechecks \
  arm_$a_streaming_attrs=arm-$a-streaming-attrs))
$(call from,clang/Basic/,$(headers)/Basic/arm_sve.td,arm_sve_typeflags=arm-sve-typeflags \
  arm_immcheck_types=arm-immcheck-types)
$(call from,clang/Basic/,$(headers)/Basic/arm_sme.td,arm_sme_builtins_za_state=arm-sme-builtin-za-state)
$(foreach v,riscv riscv_sifive riscv_andes,$(call from,clang/Basic/,$(headers)/Basic/$v_vector.td,\
  $v_vector_builtins=$(subst _,-,$v)-vector-builtins $v_vector_builtin_cg=$(subst _,-,$v)-vector-builtin-codegen \
  $v_vector_builtin_sema=$(subst _,-,$v)-vector-builtin-sema))

# By llvm-tblgen: options, and the directives of OpenACC.
openacc := /llvm/include/llvm/Frontend/OpenACC/ACC.td
tblgen := /llvm/bin/llvm-tblgen
$(eval $(call table,clang/Options/Options.inc,$(headers)/Options/Options.td,$(tblgen),-gen-opt-parser-defs))
$(eval $(call table,llvm/Frontend/OpenACC/ACC.inc,$(openacc),$(tblgen),-gen-directive-impl))

all: $(tables)

# Headers with our answers; and that there is no repository whose revision to tell.
clang/clang/Config/config.h: $(clang)/config/config.h $(clang)/config/version.values
	mkdir -p clang/clang/Config clang/clang/Basic
	sh $(here)/../fill.sh $(clang)/config/version.values $(headers)/Basic/Version.inc.in clang/clang/Basic/Version.inc
	: >clang/VCSVersion.inc
	cp $< $@

offer: offer-tables
offer-tables: all
	mkdir -p /out/llvm
	cp -R clang /out/llvm/
