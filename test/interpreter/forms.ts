// The instruction forms that are compared with the processor, in the assembler's Intel syntax, each with the flags that the
// manual defines after it (o, b, e, s, p for overflow, carry, zero, sign, parity). Those left out are undefined there.

/** A form, what has to be done before it so that it can run, and its defined flags. */
export interface Form {
  readonly text: string;
  readonly before?: readonly string[];
  readonly flags: string;
}

const ALL = "obesp";
const NONE = "";

/** Registers of each width; the last of the bytes has no REX, but a high half. */
const REGISTERS = {
  byte: [
    ["al", "cl"],
    ["bl", "dl"],
    ["sil", "r8b"],
    ["ah", "bl"],
  ],
  word: [
    ["ax", "cx"],
    ["r8w", "bx"],
  ],
  dword: [
    ["eax", "ecx"],
    ["r9d", "ebx"],
  ],
  qword: [
    ["rax", "rcx"],
    ["r8", "rdx"],
  ],
} as const;
type Size = keyof typeof REGISTERS;
const SIZES = Object.keys(REGISTERS) as readonly Size[];
const WIDE = ["word", "dword", "qword"] as const;

/** Memory as r12 points to it, in several forms of address. */
const place = (size: Size): string => `${size} ptr [r12]`;
const forms = (texts: readonly string[], flags: string): Form[] => texts.map((text) => ({ text, flags }));

const binary = (operation: string, flags: string): Form[] =>
  SIZES.flatMap((size) => {
    const [[a, b]] = REGISTERS[size];
    return forms(
      [
        ...REGISTERS[size].map(([to, from]) => `${operation} ${to}, ${from}`),
        `${operation} ${place(size)}, ${b}`,
        `${operation} ${a}, ${place(size)}`,
        `${operation} ${a}, 5`,
        `${operation} ${b}, -128`,
        `${operation} ${place(size)}, 0x41`,
        ...(size === "byte" ? [] : [`${operation} ${a}, 0x1234`, `${operation} ${b}, -2000`]),
      ],
      flags,
    );
  });

const unary = (operation: string, flags: string): Form[] =>
  SIZES.flatMap((size) =>
    forms([...REGISTERS[size].map(([each]) => `${operation} ${each}`), `${operation} ${place(size)}`], flags),
  );

/** By a count that stands there: overflow is defined for 1 only, and a count of 0 changes nothing. By cl: masked below. */
const shifts = (operation: string): Form[] =>
  SIZES.flatMap((size) => {
    const [[a]] = REGISTERS[size];
    const most = { byte: 7, word: 15, dword: 31, qword: 63 }[size];
    return [
      ...forms([`${operation} ${a}, 1`, `${operation} ${place(size)}, 1`, `${operation} ${a}, 0`], ALL),
      ...forms([`${operation} ${a}, 3`, `${operation} ${a}, ${most}`], "besp"),
      { text: `${operation} ${a}, cl`, before: [`and cl, ${most}`, "cmp r8, r9"], flags: "besp" },
      { text: `${operation} ${place(size)}, cl`, before: [`and cl, ${most}`, "cmp r8, r9"], flags: "besp" },
    ];
  });

const CONDITIONS = "o no b ae e ne be a s ns p np l ge le g".split(" ");

const divisions: readonly Form[] = [
  { text: "div ecx", before: ["xor edx, edx", "or ecx, 1"], flags: NONE },
  { text: "div rcx", before: ["xor edx, edx", "or rcx, 1"], flags: NONE },
  // A dividend of two registers: the divisor is made the larger.
  { text: "div rbx", before: ["shr rdx, 1", "mov rbx, -1"], flags: NONE },
  { text: "div ebx", before: ["shr edx, 1", "mov ebx, -3"], flags: NONE },
  { text: "idiv ecx", before: ["shr eax, 1", "cdq", "or ecx, 1"], flags: NONE },
  { text: "idiv rcx", before: ["shr rax, 1", "cqo", "or rcx, 1"], flags: NONE },
  { text: "idiv qword ptr [r12]", before: ["shr rax, 1", "cqo", "or qword ptr [r12], 1"], flags: NONE },
  { text: "idiv rbx", before: ["sar rdx, 2", "mov rbx, 0x7fffffffffffffff"], flags: NONE },
  { text: "idiv ebx", before: ["sar edx, 2", "mov ebx, 0x7fffffff"], flags: NONE },
];

const whole: readonly Form[] = [
  ...["add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"].flatMap((each) => binary(each, ALL)),
  ...SIZES.flatMap((size) =>
    forms(
      [
        `test ${REGISTERS[size][0].join(", ")}`,
        `test ${place(size)}, ${REGISTERS[size][0][1]}`,
        `test ${REGISTERS[size][0][0]}, 0x41`,
        `test ${place(size)}, 0x18`,
      ],
      ALL,
    ),
  ),
  ...["inc", "dec", "neg", "not"].flatMap((each) => unary(each, ALL)),
  ...["shl", "shr", "sar"].flatMap(shifts),
  ...SIZES.flatMap((size) =>
    forms(
      [
        `mov ${REGISTERS[size][0].join(", ")}`,
        `mov ${place(size)}, ${REGISTERS[size][0][1]}`,
        `mov ${REGISTERS[size][0][0]}, ${place(size)}`,
        `mov ${place(size)}, 0x55`,
        `xchg ${REGISTERS[size][0].join(", ")}`,
        `xchg ${place(size)}, ${REGISTERS[size][0][1]}`,
      ],
      ALL,
    ),
  ),
  ...WIDE.flatMap((size) => {
    const [[a, b]] = REGISTERS[size];
    return [
      ...forms([`imul ${a}, ${b}`, `imul ${a}, ${place(size)}`, `imul ${a}, ${b}, 7`, `imul ${b}, ${a}, -300`], "ob"),
      ...forms([`movzx ${a}, bl`, `movsx ${a}, cl`, `movzx ${a}, byte ptr [r12]`, `movsx ${a}, byte ptr [r12]`], ALL),
      ...forms([`bt ${a}, 5`, `bt ${place(size)}, 5`], "b"),
    ];
  }),
  ...["eax", "rax"].flatMap((to) => forms([`movzx ${to}, cx`, `movsx ${to}, cx`, `movsx ${to}, word ptr [r12]`], ALL)),
  ...forms(["movsxd rax, ecx", "movsxd rax, dword ptr [r12]", "movabs rax, 0x123456789abcdef0"], ALL),
  ...forms(["cbw", "cwde", "cdqe", "cwd", "cdq", "cqo", "nop", "clc", "stc"], ALL),
  ...forms(["bsf eax, ecx", "bsf r8, rdx", "bsf rbx, qword ptr [r12]"], "e"),
  ...forms(["lock or qword ptr [r12], rcx", "lock and dword ptr [r12], edx"], ALL),
  ...forms(["mul ecx", "mul rcx", "mul bx"], "ob"),
  ...divisions,
  ...CONDITIONS.flatMap((each) => [
    ...forms([`set${each} al`, `set${each} byte ptr [r12]`, `j${each} 1f; mov eax, 77; 1:`], ALL),
  ]),
  ...forms(
    [
      "lea rax, [rcx + rdx * 4 + 0x70]",
      "lea eax, [rcx - 5]",
      "lea rax, [rcx * 8 + 0x1000]",
      "lea r8, [r9 + r10]",
      "lea rax, [rip + 64]",
      "push rcx; pop rax",
      "push -77; pop rax",
      "push qword ptr [r12]; pop qword ptr [r12 + 8]",
      "call 1f; jmp 2f; 1: mov rbx, 9; ret; 2:",
      "lea rax, [rip + 1f]; call rax; jmp 2f; 1: inc rbx; ret; 2:",
      "lea rax, [rip + 1f]; jmp rax; nop; 1: xor eax, eax",
      "push rbp; mov rbp, rsp; sub rsp, 32; leave; xor ebp, ebp",
      "mov rdi, r12; stosb; sub rdi, r12; mov rcx, rdi",
      "mov rdi, r12; stosq; sub rdi, r12; mov rcx, rdi",
      "mov rsi, r12; lodsb; sub rsi, r12; mov rcx, rsi",
      "mov rsi, r12; lodsd; sub rsi, r12; mov rcx, rsi",
      "mov rsi, r12; lea rdi, [r12 + 8]; movsb; movsw; mov rcx, rdi; sub rcx, rsi",
      "mov rsi, r12; lea rdi, [r12 + 8]; mov ecx, 3; rep movsb",
      "mov rsi, r12; lea rdi, [r12 + 8]; mov ecx, 1; cld; rep movsq",
      "lea rdi, [r12 + 8]; mov ecx, 5; rep stosb; mov rdx, rdi; sub rdx, r12",
      "mov rsi, r12; lea rdi, [r12 + 8]; mov [rdi], rax; mov ecx, 8; repe cmpsb; mov rax, rcx; xor edi, edi; xor esi, esi",
    ],
    ALL,
  ),
];

/** Instructions of SSE on two operands of 8 or 4 bytes from memory; the result goes to memory. */
const scalar = (operation: string): Form[] => [
  ...forms([`movsd xmm0, [r15 + 88]; ${operation}sd xmm0, [r15 + 96]; movsd [r12], xmm0`], ALL),
  ...forms([`movsd xmm1, [r15 + 88]; movsd xmm2, [r15 + 96]; ${operation}sd xmm1, xmm2; movsd [r12], xmm1`], ALL),
  ...forms([`movss xmm0, [r15 + 88]; ${operation}ss xmm0, [r15 + 96]; movss [r12], xmm0`], ALL),
];

const sse: readonly Form[] = [
  ...["add", "sub", "mul", "div"].flatMap(scalar),
  ...["comisd", "ucomisd", "comiss", "ucomiss"].flatMap((each) =>
    forms([`movsd xmm0, [r15 + 88]; ${each} xmm0, [r15 + 96]`], ALL),
  ),
  ...forms(
    [
      "movsd xmm0, [r15 + 88]; cvttsd2si rax, xmm0",
      "movsd xmm0, [r15 + 88]; cvttsd2si eax, xmm0",
      "movss xmm0, [r15 + 88]; cvttss2si rax, xmm0",
      "movss xmm0, [r15 + 88]; cvttss2si eax, xmm0",
      "cvtsi2sd xmm0, rcx; movsd [r12], xmm0",
      "cvtsi2sd xmm0, ecx; movsd [r12], xmm0",
      "cvtsi2ss xmm0, rcx; movss [r12], xmm0",
      "cvtsi2ss xmm0, ecx; movss [r12], xmm0",
      "movsd xmm0, [r15 + 88]; unpcklpd xmm0, xmm0; cvtpd2ps xmm0, xmm0; movsd [r12], xmm0",
      "movsd xmm0, [r15 + 88]; movsd xmm1, [r15 + 96]; unpcklpd xmm0, xmm1; cvtpd2ps xmm0, xmm0; movsd [r12], xmm0",
      "movss xmm0, [r15 + 88]; unpcklps xmm0, xmm0; cvtps2pd xmm0, xmm0; movsd [r12], xmm0",
      // What stands in the high half is seen by what it is converted to.
      "movsd xmm0, [r15 + 88]; cvtps2pd xmm0, xmm0; cvtpd2ps xmm0, xmm0; movsd [r12], xmm0",
      "movq xmm0, rcx; movq xmm3, xmm0; movd eax, xmm3; movq rdx, xmm3; movq [r12], xmm3",
      "movd xmm9, ecx; movq [r12], xmm9",
      "movsd xmm1, [r15 + 88]; unpcklpd xmm1, xmm1; movaps xmm2, xmm1; cvtpd2ps xmm2, xmm2; movsd [r12], xmm2",
      "movss xmm1, [r15 + 96]; movsd xmm2, [r15 + 88]; movss xmm2, xmm1; movsd [r12], xmm2",
    ],
    ALL,
  ),
];

const CONTROL = ["0x37f", "0x77f", "0xb7f", "0xf7f"];
/** Each with every rounding: the control word is set, and set back. */
const rounded = (text: string): Form[] =>
  CONTROL.map((word) => ({
    text: `mov word ptr [r12 + 14], ${word}; fldcw [r12 + 14]; ${text}; mov word ptr [r12 + 14], 0x37f; fldcw [r12 + 14]`,
    flags: NONE,
  }));

const x87: readonly Form[] = [
  ...["fadd", "fsub", "fsubr", "fmul", "fdiv", "fdivr"].flatMap((each) => [
    ...rounded(`fld tbyte ptr [r15 + 56]; fld tbyte ptr [r15 + 72]; ${each}p st(1), st; fstp tbyte ptr [r12]`),
    ...forms([`fld tbyte ptr [r15 + 56]; ${each} dword ptr [r15 + 96]; fstp tbyte ptr [r12]`], NONE),
  ]),
  ...["qword", "dword"].flatMap((size) => [
    ...rounded(`fld tbyte ptr [r15 + 56]; fstp ${size} ptr [r12]`),
    ...forms([`fld ${size} ptr [r15 + 88]; fstp tbyte ptr [r12]`], NONE),
  ]),
  ...rounded("fld tbyte ptr [r15 + 56]; fistp qword ptr [r12]"),
  ...rounded("fld qword ptr [r15 + 88]; fistp qword ptr [r12]"),
  ...forms(
    ["qword", "dword"].map((size) => `fild ${size} ptr [r12]; fstp tbyte ptr [r12]`),
    NONE,
  ),
  ...forms(["fld tbyte ptr [r15 + 56]; fld tbyte ptr [r15 + 72]; fucomip st, st(1); fstp st(0)"], "bep"),
  ...["fcompp", "fucompp"].flatMap((each) =>
    forms([`fld tbyte ptr [r15 + 56]; fld tbyte ptr [r15 + 72]; ${each}; fnstsw ax; and eax, 0x4500`], NONE),
  ),
  ...forms(
    [
      "fld tbyte ptr [r15 + 56]; fchs; fstp tbyte ptr [r12]",
      "fld tbyte ptr [r15 + 56]; fld tbyte ptr [r15 + 72]; fxch; fstp tbyte ptr [r12]; fstp st(0)",
      "fld tbyte ptr [r15 + 56]; fld st(0); fstp tbyte ptr [r12]; fstp st(0)",
      "fnstcw [r12]",
    ],
    NONE,
  ),
];

export const FORMS: readonly Form[] = [...whole, ...sse, ...x87];
