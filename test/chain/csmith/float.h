// float.h: for the compilers whose library has none; csmith.h defines what is asked for.
