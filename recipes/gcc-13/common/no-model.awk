# A scheduler's model of a processor without the model: what else its file defines is attributes that others ask for.
/^\(/ { model = /^\((define_(automaton|cpu_unit|query_cpu_unit|reservation|insn_reservation|bypass)|(final_)?(presence|absence)_set|exclusion_set)/ }
!model
