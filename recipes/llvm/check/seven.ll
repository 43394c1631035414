; Adds the numbers of an array, in a loop that the optimiser unrolls and vectorises; the sum, 7, is the exit status.
@numbers = private constant [4 x i32] [i32 4, i32 -2, i32 3, i32 2]

define i32 @main() {
entry:
  br label %loop

loop:
  %at = phi i64 [ 0, %entry ], [ %next, %loop ]
  %sum = phi i32 [ 0, %entry ], [ %more, %loop ]
  %place = getelementptr inbounds [4 x i32], ptr @numbers, i64 0, i64 %at
  %number = load i32, ptr %place
  %more = add nsw i32 %sum, %number
  %next = add nuw nsw i64 %at, 1
  %done = icmp eq i64 %next, 4
  br i1 %done, label %exit, label %loop

exit:
  ret i32 %more
}
