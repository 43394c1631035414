# Which files of gcc 9 make one object: neighbours whose static names, macros and types are all different.
# What reads symbol-summary.h stays alone: in a unit gcc 3.4.6 makes code of it that breaks when it inlines.
units := b2 b8 b25 b6 b11 b19 b29 b26 b12 b27 b9 b28 cp2 b7 b30 cp1 b32 b34 b4 b31 cp3 b33 cp4 b10 cf1 b18 b5 b17 \
  b20 b14 b16 cp7 b15 b21 b24 b23 b22 b1 b3 b35 c1 cf2 b36 i3862
unit-b2 := bt-load builtins cfgexpand cfgloop cgraphbuild context cppbuiltin cppdefault data-streamer \
  data-streamer-in gimple-builder
unit-b8 := cse fold-const gimple-pretty-print gimple-streamer-out streamer-hooks
unit-b25 := print-rtl sched-deps tsan tree-cfg tree-data-ref tree-dfa tree-diagnostic tree-dump tree-vector-builder \
  typed-splay-tree
unit-b6 := combine dominance expmed gcse-common ggc-common ggc-tests gimple-expr gimple-laddress inchash
unit-b11 := df-problems haifa-sched hash-set-tests hw-doloop init-regs
unit-b19 := ifcvt lra-remat optabs optabs-tree realmpfr run-rtl-passes
unit-b29 := rtlanal tree-ssa-coalesce tree-ssa-dom tree-ssa-forwprop tree-ssa-live tree-ssa-loop-ivopts \
  tree-ssa-loop-manip tree-ssa-loop-split tree-ssa-loop-unswitch vec-perm-indices
unit-b26 := reg-stack targhooks tree-eh tree-emutls tree-if-conv tree-inline tree-into-ssa tree-iterator tree-nrv \
  tree-phinodes
unit-b12 := dse hwint ree internal-fn ipa-polymorphic-call ipa-ref
unit-b27 := regcprop tree-chrec tree-nested tree-object-size tree-outof-ssa tree-predcom tree-pretty-print \
  tree-profile tree-scalar-evolution tree-switch-conversion tree-ssa-address tree-ssa-loop-ch
unit-b9 := dce gimple-fold gimple-ssa-isolate-paths gimple-ssa-store-merging gimple-ssa-strength-reduction \
  gimple-ssa-sprintf gimple-ssa-warn-alloca gimple-streamer-in gimple-walk gimplify-me graph graphite-dependences
unit-b28 := reload1 tree-complex tree-parloops tree-ssa-alias tree-ssa-dce tree-ssa-ifcombine
unit-cp2 := cp/constexpr cp/cvt cp/cxx-pretty-print cp/decl2 cp/error cp/except cp/friend cp/lambda cp/ptree
unit-b7 := combine-stack-adj expr gcse gimple gimple-iterator gimple-loop-jam gimple-low gimple-ssa-backprop \
  gimple-ssa-evrp gimple-ssa-evrp-analyze gimple-ssa-nonnull-compare gimple-ssa-split-paths
unit-b30 := sel-sched tree-ssa-ccp tree-ssa-dse tree-ssa-loop-niter tree-ssa-loop-prefetch tree-ssa-loop \
  tree-ssa-math-opts tree-ssa-operands tree-ssa-phiprop
unit-cp1 := cp/call cp/class cp/cp-gimplify cp/cp-objcp-common cp/cp-ubsan cp/dump
unit-b32 := store-motion tree-ssa-propagate tree-ssa-sccvn tree-ssa-structalias tree-ssa-threadedge tree-ssa-uncprop \
  tree-ssa-uninit tree-ssa tree-streamer web
unit-b34 := tree-ssanames tree-vect-loop tree-vect-slp tree-vectorizer valtrack value-prof vmsdbgout vr-values \
  vtable-verify xcoffout
unit-b4 := calls cfgrtl symtab debug df-core df-scan dfp dojump domwalk double-int dwarf2asm fibonacci_heap
unit-b31 := shrink-wrap tree-ssa-copy tree-ssa-phiopt tree-ssa-pre tree-ssa-reassoc tree-ssa-scopedtables \
  tree-ssa-sink tree-ssa-strlen tree-ssa-tail-merge tree-ssa-ter tree-ssa-threadbackward
unit-cp3 := cp/decl cp/expr cp/init cp/lex cp/method
unit-b33 := tree-ssa-threadupdate tree-stdarg tree-streamer-in tree-streamer-out tree-tailcall tree-vect-generic \
  tree-vect-patterns tree-vect-stmts
unit-cp4 := cp/mangle cp/name-lookup cp/optimize cp/repo cp/rtti cp/search cp/tree cp/typeck2
unit-b10 := ddg gimple-ssa-warn-restrict gimplify godump graphds graphite graphite-isl-ast-to-gimple \
  graphite-optimize-isl graphite-poly graphite-scop-detection graphite-sese-to-poly hash-map-tests
unit-cf1 := c-family/c-common c-family/c-cppbuiltin c-family/c-dump c-family/c-format c-family/c-gimplify \
  c-family/c-indentation c-family/c-pch c-family/c-ppoutput c-family/c-pragma c-family/c-pretty-print \
  c-family/c-semantics c-family/c-ada-spec
unit-b18 := fwprop lra-lives lto-section-out mcf modulo-sched omp-offload omp-general omp-grid optabs-libfuncs \
  optabs-query
unit-b5 := cfgcleanup dumpfile dwarf2cfi et-forest except explow file-prefix-map fixed-value fold-const-call \
  function-tests gcc-rich-location
unit-b17 := function lra-constraints lra-spills lto-cgraph lto-streamer lto-streamer-in lto-streamer-out \
  lto-section-in lto-opts lto-compress mode-switching multiple_target
unit-b20 := ira opts-global passes plugin postreload-gcse postreload predict print-rtl-function print-tree \
  profile-count read-md read-rtl-function
unit-b14 := early-remat ipa-comdats ipa-visibility ipa-param-manipulation
unit-b16 := final ira-color langhooks lcm lists loop-doloop loop-init loop-unroll lra lra-assigns lra-coalesce \
  lra-eliminations
unit-cp7 := cp/semantics cp/typeck cp/vtable-class-hierarchy
unit-b15 := emit-rtl ipa-icf-gimple ira-build ira-costs ira-conflicts ira-emit ira-lives
unit-b21 := jump profile real recog regrename regstat reorg resource rtl-error rtl-tests rtlhash rtlhooks
unit-b24 := lower-subreg rtl timevar tracer trans-mem tree-affine asan sanopt sancov tree-call-cdce tree-cfgcleanup
unit-b23 := loop-iv reload sched-rgn sese sreal stack-ptr-mod statistics stmt stor-layout stringpool \
  substring-locations target-globals
unit-b22 := loop-invariant reginfo rtx-vector-builder sched-ebb sel-sched-ir sel-sched-dump selftest-rtl \
  selftest-run-tests simplify-rtx sparseset spellcheck spellcheck-tree
unit-b1 := ggc-page alias alloc-pool auto-inc-dec bb-reorder bitmap ccmp cfg cfganal cfgbuild cfgloopanal
unit-b3 := caller-save cfghooks cfgloopmanip cgraphclones compare-elim convert coverage cprop cselib \
  data-streamer-out dbxout dbgcnt
unit-b35 := tree-vect-data-refs var-tracking
unit-c1 := c/c-errors c/c-decl c/c-convert c/c-aux-info c/c-objc-common c/c-fold c/gimple-parser
unit-cf2 := c-family/c-lex c-family/c-opts c-family/c-ubsan c-family/c-attribs c-family/c-warn
unit-b36 := tree-vect-loop-manip tree-vrp
unit-i3862 := x86-tune-sched x86-tune-sched-bd
