// Our lex: its scanners find the tokens that flex's find, in made-up input too, and it refuses what it does not
// understand.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { project } from "./source.ts";

const has = (name: string): boolean => spawnSync(name, ["--version"]).status === 0;
const gcc = has("gcc");
const flex = gcc && has("flex");

const tail = `
%%
int main(void)
{
  while (yylex() != 0)
    puts("returned");
  return 0;
}
`;
const say = `%{
static void say(int rule) { printf("%d[%s]\\n", rule, yytext); }
%}
`;

/** What the scanners of the chain's sources use, in small. */
const descriptions = {
  "longest match, first rule": `%option noyywrap noinput nounput
${say}
%%
if          say(1);
i[fg]+      say(2);
[a-z]+      { say(3); }
"+"|"+="    say(4);
a{3}b       say(5);
(un)?signed say(6);
\\/\\*       { /* a brace: } */ say('7'); }
.|\\n        say(8);`,
  "default rule": `%option noyywrap noinput nounput
${say}
%%
[0-9]+  say(1);
"a"     |
"b"     say(2);`,
  "start conditions": `%option noyywrap noinput nounput
%s even
%x comment string
${say}
%%
"/*"             { say(1); BEGIN(comment); }
<comment>{
[^*\\n]{4}        |
[^*\\n]           say(2);
"*"/[^/]         say(3);
\\n               say(4);
"*/"             BEGIN(INITIAL);
"*"              say(5);
}
a                { say(6); if (YY_START == even) BEGIN(INITIAL); else BEGIN(even); }
<even>b          say(7);
<INITIAL,even>\\" { BEGIN(string); return 3; }
<string>[^"]+    say(8);
<string>\\"       BEGIN(even);
<string><<EOF>>  { say(9); BEGIN(INITIAL); yyterminate(); }
<INITIAL,even>.  say(10);`,
  "line starts, trailing context": `%option noyywrap noinput nounput nodefault
WORD   [[:alpha:]_][[:alnum:]_]*
SPACE  [[:space:]]+
${say}
%%
^"#".*            say(1);
^{WORD}/":"       say(2);
{WORD}/[^a]       say(3);
{WORD}            say(4);
{SPACE}           say(5);
"*"/"=1"          say(6);
.                 say(7);`,
  "giving back, taking more, code before the rules": `%option noyywrap nounput
${say}
%%
  static int calls;
  if (calls++ > 1000)
    return 0;
  /* A comment between
     rules. */
a[ab1]+  { if (yyleng > 2) { yyless(2); say(1); } else say(2); }
"/*"     { int c = input(); while (c != '*' && c != 0) c = input(); say(3); return 1; }
\\n+      say(4);
.        { say(5);
           return 2; }`,
};
const alphabet = [...'aabbif+=*/*/""\n\n#:01 _\\', "signed", "unsigned", "aaab", "\0", "ü"];

describe.skipIf(!gcc)(`lex${gcc ? "" : " (skipped: there is no gcc here)"}`, () => {
  const directory = mkdtempSync(join(tmpdir(), "fromseed-lex-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const lex = join(directory, "lex");
  const frame = join(project, "bootstrap-seed/tools/scanner.c");
  if (gcc)
    run("gcc", "-w", "-g", "-fsanitize=address,undefined", "-o", lex, join(project, "bootstrap-seed/tools/lex.c"));

  function run(command: string, ...args: string[]): void {
    const { status, stderr } = spawnSync(command, args, {
      cwd: directory,
      encoding: "utf8",
      env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" },
    });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  }

  function scanner(name: string, description: string): string {
    writeFileSync(join(directory, `${name}.l`), description);
    run(lex, frame, `${name}.l`, `${name}.c`);
    run("gcc", "-w", "-g", "-fsanitize=address,undefined", "-o", name, `${name}.c`);
    return join(directory, name);
  }

  function scan(program: string, input: string): string {
    const { status, stdout, stderr } = spawnSync(program, {
      input,
      timeout: 10_000,
      env: { ASAN_OPTIONS: "detect_leaks=0" },
    });
    if (status !== 0) throw new Error(`${status}: ${stderr}`);
    return stdout.toString("latin1");
  }

  test("rules, conditions and context, as expected", () => {
    const program = scanner("expected", descriptions["start conditions"] + tail);
    expect(scan(program, 'ab"x"b/*12345**/ab')).toBe(
      "6[a]\n7[b]\nreturned\n8[x]\n7[b]\n1[/*]\n2[1234]\n2[5]\n3[*]\n6[a]\n7[b]\n",
    );
    expect(scan(program, '"x')).toBe("returned\n8[x]\n9[]\n");
  });

  test.skipIf(!flex)(`finds what flex's finds${flex ? "" : " (skipped: there is no flex here)"}`, () => {
    let number = 0;
    for (const [name, description] of Object.entries(descriptions)) {
      const ours = scanner(`ours${++number}`, description + tail);
      run("flex", "-o", `theirs${number}.c`, `ours${number}.l`);
      run("gcc", "-w", "-o", `theirs${number}`, `theirs${number}.c`);
      const theirs = join(directory, `theirs${number}`);
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 60 }), (pieces) => {
          expect(scan(ours, pieces.join("")), name).toBe(scan(theirs, pieces.join("")));
        }),
        { numRuns: 40, seed: 12 },
      );
      // More than the buffer holds, and a token longer than it.
      const long = `${"ab if+=1\n".repeat(5000)}${"a".repeat(50_000)}b`;
      expect(scan(ours, long) === scan(theirs, long), `${name}: long input`).toBe(true);
    }
  });

  test.each([
    ["a", "there are no rules", 1],
    ["%option yylineno\n%%\na ;\n", "an option that is not known", 1],
    ["%%\n", "there are no rules", 2],
    ["%%\na ;\n{B} ;\n", "a name that is not defined", 3],
    ["A a b\n%%\n{A} ;\n", "a named pattern does not end where it should", 3],
    ["%%\n<X>a ;\n", "a start condition that is not declared", 2],
    ["%%\na/b* ;\n", "trailing context of no fixed length", 2],
    ["%%\na$ ;\n", "an operator stands where a character should", 2],
    ["%%\n(a ;\n", "a parenthesis is not closed", 2],
    ["%%\na) ;\n", "a pattern that is not understood", 2],
    ['%%\n"a ;\n', "the pattern ends within brackets or quotes", 2],
    ["%%\n[a\n", "the pattern ends within brackets or quotes", 2],
    ["%%\n[[:upper:]] ;\n", "a class of characters that is not known", 2],
    ["%%\na{0} ;\n", "a count that is not understood", 2],
    ["%%\na{2,3} ;\n", "a count that is not understood", 2],
    ["%%\na\\x41 ;\n", "an escape that is not known", 2],
    ["%%\na {\n", "an action does not end", 2],
    ["%%\na ;\n  code();\n", "an indented line among rules that is no comment", 3],
    ["%{\n%%\na ;\n", "%{ is not closed", 1],
    ["%s A\n%%\n<A>{\n<A>{\na ;\n}\n}\n", "braces of start conditions within others", 4],
  ])("refuses %j", (description, what, line) => {
    writeFileSync(join(directory, "bad.l"), description);
    const { status, stderr } = spawnSync(lex, [frame, "bad.l", "bad.c"], { cwd: directory, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 1, stderr: `lex: bad.l:${line}: ${what}\n` });
  });

  test("the same each time, and nothing is written if it cannot be read", () => {
    const first = scanner("first", descriptions["line starts, trailing context"] + tail);
    run(lex, frame, "first.l", "second.c");
    expect(readFileSync(join(directory, "second.c"))).toEqual(readFileSync(`${first}.c`));
    expect(spawnSync(lex, [frame, "none.l", "none.c"], { cwd: directory, encoding: "utf8" }).stderr).toBe(
      "lex: none.l: cannot be opened\n",
    );
  });
});
