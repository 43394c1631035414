// frame.c: the function being compiled: its type, and the room of its locals below rbp.

struct type *function_type;     // 0 outside of functions
long function_serial;           // tells labels of one function from those of another
long frame_used;                // bytes of the frame in use now
long frame_most;                // and at most, in this function

void begin_function(struct type *type) {
  function_type = type;
  function_serial++;
  frame_used = 0;
  frame_most = 0;
}

// Takes room for an object; the result is its offset from rbp.
long allocate_frame(long size, long align) {
  frame_used = align_up(frame_used + size, align);
  need(frame_used <= SIZE_LIMIT, "too many local variables");
  if (frame_used > frame_most)
    frame_most = frame_used;
  return -frame_used;
}
