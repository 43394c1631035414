# Which files of gcc 13 make one object: neighbours whose static names, macros and types are all different.
units := b35 b25 b32 b15 b31 b12 b22 b6 b8 b2 cp2 b9 b33 b10 b17 b29 b38 b34 b30 cp3 cp5 b18 cp1 b23 b36 b39 cp4 cp6 \
  b24 b40 b14 b27 b11 b16 b28 cf1 b5 b20 b21 cp9 b37 b19 b4 b41 b26 b1 cf2 b3 a3 b7 a2 c1 a4 i3862 a1
unit-b35 := tree-ssa-phiopt tree-ssa-pre tree-ssa-reassoc tree-ssa-scopedtables tree-ssa-strlen tree-ssa-tail-merge \
  tree-ssa-ter wide-int-print
unit-b25 := lra-constraints rtl rtlhooks rtx-vector-builder sched-ebb sel-sched-ir sel-sched-dump selftest-rtl \
  selftest-run-tests simplify-rtx spellcheck-tree
unit-b32 := sel-sched tree-logical-location tree-sra tree-ssa-address tree-ssa-alias tree-ssa-coalesce tree-ssa-dce \
  tree-ssa-dse tree-ssa-ifcombine tree-ssa-loop value-range-pretty-print
unit-b15 := emit-rtl hash-set-tests ipa-cp ipa-devirt ipa-fnsummary ipa-polymorphic-call lists streamer-hooks \
  tree-vector-builder
unit-b31 := rtlanal tree-nested tree-predcom tree-pretty-print tree-scalar-evolution tree-switch-conversion \
  tree-streamer
unit-b12 := dse gimple-ssa-warn-restrict gimplify graphite graphite-dependences graphite-optimize-isl graphite-poly \
  ipa-ref
unit-b22 := loop-invariant omp-low optabs print-rtl-function realmpfr
unit-b6 := combine dominance expmed fibonacci_heap file-prefix-map fixed-value function-abi function-tests \
  gcc-rich-location range
unit-b8 := cse expr gimple-iterator gimple-harden-conditionals gimple-laddress gimple-loop-interchange \
  gimple-loop-jam run-rtl-passes
unit-b2 := builtins caller-save cfgexpand cfgloop cfgloopanal ctfout btfout symtab-thunks symtab-clones context \
  cppdefault inchash
unit-cp2 := cp/constexpr cp/constraint cp/coroutines cp/cp-gimplify cp/cvt cp/dump cp/mapper-client
unit-b9 := dce fold-const gimple-loop-versioning gimple-low gimple-predicate-analysis gimple-range gimple-range-edge \
  gimple-range-infer gimple-range-trace gimple-ssa-nonnull-compare gimple-streamer-out
unit-b33 := shrink-wrap tree-ssa-ccp tree-ssa-dom tree-ssa-forwprop tree-ssa-live tree-ssa-loop-im \
  tree-ssa-loop-manip tree-ssa-loop-niter warning-control
unit-b10 := ddg gimple-fold gimple-pretty-print gimple-range-cache gimple-range-fold gimple-range-gori \
  gimple-range-op gimple-ssa-backprop gimple-ssa-isolate-paths gimple-ssa-split-paths gimple-ssa-strength-reduction \
  gimple-warn-recursion
unit-b17 := function ipa-inline-analysis ipa-prop ipa-pure-const ipa-icf ipa-utils ipa ira-costs ira-conflicts
unit-b29 := regcprop tree-chrec tree-data-ref tree-eh tree-emutls tree-if-conv tree-into-ssa tree-iterator tree-nrv \
  tree-outof-ssa tree-phinodes tristate
unit-b38 := tree-vect-data-refs tree-vect-stmts value-range value-range-storage value-relation
unit-b34 := store-motion tree-ssa-copy tree-ssa-loop-ivopts tree-ssa-loop-prefetch tree-ssa-loop-split \
  tree-ssa-loop-unswitch tree-ssa-math-opts tree-ssa-operands gimple-range-path tree-ssa-phiprop tree-ssa-propagate \
  tree-ssa-sink
unit-b30 := reload1 tree-complex tree-inline tree-object-size tree-parloops tree-profile tree-ssa-loop-ch \
  typed-splay-tree
unit-cp3 := cp/contracts cp/cxx-pretty-print cp/decl cp/expr cp/friend cp/optimize
unit-cp5 := cp/lambda cp/method cp/module
unit-b18 := ifcvt ipa-icf-gimple ipa-reference ira-build ira-color ira-emit ira-lives langhooks lcm loop-doloop \
  loop-init loop-unroll
unit-cp1 := cp/call cp/class cp/cp-objcp-common cp/cp-ubsan cp/mapper-resolver
unit-b23 := loop-iv mcf optabs-query pointer-query print-tree profile profile-count range-op read-md \
  read-rtl-function real rtl-error
unit-b36 := tree-ssa-sccvn tree-ssa-structalias tree-ssa-threadbackward tree-ssa-threadedge tree-ssa-uncprop \
  tree-ssa-uninit tree-ssa tree-ssanames gimple-isel
unit-b39 := tree-vect-loop tree-vrp value-prof var-tracking vec-perm-indices
unit-cp4 := cp/decl2 cp/error cp/except cp/init cp/lex cp/mangle cp/ptree cp/rtti
unit-cp6 := cp/logic cp/name-lookup cp/search cp/semantics
unit-b24 := lower-subreg postreload-gcse predict range-op-float recog reginfo regrename regstat reorg resource \
  rtl-tests rtlhash
unit-b40 := tree-vect-loop-manip tree vmsdbgout vr-values vtable-verify web
unit-b14 := early-remat graphite-isl-ast-to-gimple graphite-scop-detection graphite-sese-to-poly haifa-sched \
  hash-map-tests hw-doloop hwint ree incpath init-regs ipa-sra
unit-b27 := print-rtl sched-deps stringpool substring-locations target-globals timevar toplev tracer trans-mem \
  tree-affine asan sanopt
unit-b11 := df-problems gimple-ssa-store-merging gimple-ssa-sprintf gimple-ssa-warn-access gimple-ssa-warn-alloca \
  gimple-streamer-in gimple-walk gimplify-me godump graph graphds graphviz
unit-b16 := final ipa-split ipa-inline ipa-comdats ipa-free-lang-data ipa-visibility ipa-inline-transform ipa-modref \
  ipa-modref-tree ipa-predicate ipa-profile ipa-param-manipulation
unit-b28 := reg-stack targhooks tsan sancov tree-call-cdce tree-cfg tree-cfgcleanup tree-dfa tree-diagnostic \
  tree-diagnostic-client-data-hooks tree-diagnostic-path tree-dump
unit-cf1 := c-family/c-common c-family/c-cppbuiltin c-family/c-dump c-family/c-gimplify c-family/c-indentation \
  c-family/c-pch c-family/c-ppoutput c-family/c-pragma c-family/c-pretty-print c-family/c-semantics \
  c-family/c-ada-spec c-family/c-ubsan
unit-b5 := cfgrtl symtab digraph dojump domwalk double-int dumpfile dwarf2asm dwarf2cfi dwarf2ctf et-forest explow
unit-b20 := ira lra-remat lra-spills lto-section-out lto-compress mode-switching modulo-sched multiple_target \
  omp-offload omp-general omp-oacc-kernels-decompose omp-oacc-neuter-broadcast
unit-b21 := jump omp-expand omp-simd-clone opt-problem optabs-libfuncs optabs-tree optinfo optinfo-emit-json \
  opts-global ordered-hash-map-tests passes plugin
unit-cp9 := cp/tree cp/typeck cp/typeck2 cp/vtable-class-hierarchy
unit-b37 := tree-ssa-threadupdate tree-stdarg tree-streamer-in tree-streamer-out tree-tailcall tree-vect-generic \
  tree-vect-patterns tree-vect-slp-patterns tree-vectorizer valtrack value-pointer-equiv value-query
unit-b19 := internal-fn lra lra-assigns lra-coalesce lra-eliminations lra-lives lto-cgraph lto-streamer \
  lto-streamer-in lto-streamer-out lto-section-in lto-opts
unit-b4 := cfgcleanup ctfc cgraph cselib data-streamer data-streamer-in data-streamer-out dbgcnt debug df-core \
  df-scan dfp
unit-b41 := tree-vect-slp varasm wide-int
unit-b26 := postreload reload sched-rgn sese sparseset spellcheck splay-tree-utils sreal stack-ptr-mod statistics \
  stmt stor-layout
unit-b1 := ggc-page adjust-alignment alias alloc-pool auto-inc-dec auto-profile bb-reorder bitmap ccmp cfg cfganal \
  cfgbuild
unit-cf2 := c-family/c-format c-family/c-lex c-family/c-opts c-family/known-headers c-family/c-attribs \
  c-family/c-warn c-family/c-spellcheck
unit-b3 := calls cfghooks cfgloopmanip cgraphbuild cgraphunit cgraphclones compare-elim convert coroutine-passes \
  coverage cppbuiltin cprop
unit-a3 := analyzer/known-function-manager analyzer/pending-diagnostic analyzer/program-point analyzer/program-state \
  analyzer/region analyzer/region-model-asm analyzer/region-model-manager \
  analyzer/region-model-reachability analyzer/sm analyzer/sm-file analyzer/sm-malloc
unit-b7 := combine-stack-adj except fold-const-call gcse gcse-common ggc-common ggc-tests gimple gimple-array-bounds \
  gimple-builder gimple-expr gimple-if-to-switch
unit-a2 := analyzer/checker-event analyzer/checker-path analyzer/complexity analyzer/constraint-manager \
  analyzer/diagnostic-manager analyzer/engine analyzer/feasible-graph analyzer/function-set \
  analyzer/infinite-recursion analyzer/kf analyzer/kf-analyzer analyzer/kf-lang-cp
unit-c1 := c/c-errors c/c-decl c/c-convert c/c-aux-info c/c-objc-common c/c-fold c/gimple-parser
unit-a4 := analyzer/sm-fd analyzer/sm-pattern-test analyzer/sm-sensitive analyzer/sm-signal analyzer/sm-taint \
  analyzer/state-purge analyzer/store analyzer/supergraph analyzer/trimmed-graph analyzer/varargs
unit-i3862 := i386-options x86-tune-sched
unit-a1 := analyzer/analysis-plan analyzer/analyzer analyzer/analyzer-language analyzer/analyzer-logging \
  analyzer/analyzer-pass analyzer/analyzer-selftests analyzer/bar-chart analyzer/bounds-checking \
  analyzer/call-details analyzer/call-info analyzer/call-string analyzer/call-summary
