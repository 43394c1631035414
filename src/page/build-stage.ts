// Builds a stage in memory: its root is laid out, the interpreter runs its steps one after the other, and what lies in
// /out is its tree. The root holds what src/sandbox/CONTRACT.md promises, as far as the stages up to tinycc look. Must
// never look at this machine.

import { content, FileSystem } from "../interpreter/file-system.ts";
import type { CodeCache } from "../translator/code-cache.ts";
import { Compiler } from "../translator/compiler.ts";
import { startProcess } from "../interpreter/process.ts";
import { stopText } from "../interpreter/stop.ts";
import type { ChainStage, ChainStep } from "./chain.ts";
import { hexBytes } from "./hex-text.ts";
import { numberText } from "./number-text.ts";
import { Pace } from "./pace.ts";
import type { FileContent, Files } from "./trees.ts";

/** What a stage is built from. */
export interface StageInputs {
  /** By where a root has them: "repo/..." and "src/<source>/...". */
  readonly files: Files;
  /** The trees of the stages that are built, by stage. */
  readonly trees: ReadonlyMap<string, Files>;
  /** Given what the steps print. */
  readonly onOutput?: (text: string) => void;
  /** Compiled code of programs that ran before. */
  readonly cache: CodeCache;
}

export type StageEnd =
  | { readonly type: "built"; readonly tree: Files; readonly instructions: number }
  /** In words, with the step's name. */
  | { readonly type: "failed"; readonly message: string };

/** A step that takes more is taken for one without end. */
const MOST_INSTRUCTIONS = 20_000_000_000;

/** Yields now and then the instructions executed so far, of all steps. */
export function* buildStage(stage: ChainStage, inputs: StageInputs): Generator<number, StageEnd> {
  if (stage.build.type === "seed") {
    const bytes = hexBytes(new TextDecoder().decode(inputs.files.get(`repo/${stage.build.text}`)!.bytes));
    return { type: "built", tree: new Map([[stage.build.path, { bytes, executable: true }]]), instructions: 0 };
  }
  const root = layRoot(stage, inputs);
  let done = 0;
  for (const step of stage.build.steps) {
    const ended = yield* runStep(root, { stage, step, done, inputs });
    if (typeof ended === "string") return { type: "failed", message: `Cannot build "${stage.name}": ${ended}` };
    done = ended;
  }
  return { type: "built", tree: filesBelow(root, "/out"), instructions: done };
}

/** The root of a stage before its first step. */
export function layRoot(stage: ChainStage, { files, trees }: Pick<StageInputs, "files" | "trees">): FileSystem {
  const root = new FileSystem();
  for (const directory of ["/out", "/tmp", "/work", ...stage.outputDirectories.map((path) => `/out/${path}`)])
    root.makeDirectory(directory);
  const put = (path: string, { bytes, executable }: FileContent): void =>
    root.put(path, bytes, { executable, readOnly: true });
  for (const use of stage.uses) for (const [path, file] of trees.get(use)!) put(`/${path}`, file);
  for (const path of stage.files) put(`/repo/${path}`, files.get(`repo/${path}`)!);
  for (const { name } of stage.sources)
    for (const [path, file] of files) if (path.startsWith(`src/${name}/`)) put(`/${path}`, file);
  return root;
}

interface StepRun {
  readonly stage: ChainStage;
  readonly step: ChainStep;
  /** Instructions of the steps before. */
  readonly done: number;
  readonly inputs: StageInputs;
}

/** Gives the instructions of this step and those before, or what went wrong. */
function* runStep(root: FileSystem, { stage, step, done, inputs }: StepRun): Generator<number, number | string> {
  const failed = `step "${step.name}"`;
  const program = root.get(step.argv[0]!);
  if (program === undefined) return `${failed}: there is no program "${step.argv[0]}"`;
  const said = new TextDecoder();
  const process = startProcess(program, {
    files: root,
    argv: step.argv,
    environment: { ...stage.environment, PWD: step.directory },
    directory: step.directory,
    onOutput: (_, bytes) => inputs.onOutput?.(said.decode(bytes, { stream: true })),
  });
  if ("reason" in process) return `${failed}: ${stopText(process)}`;
  const pace = new Pace();
  const compiler = new Compiler(process, inputs.cache);
  for (;;) {
    const outcome = pace.run(compiler);
    if (outcome.type === "stopped") return `${failed}: ${stopText(outcome.stop)}`;
    if (outcome.type === "exited")
      return outcome.code === 0 ? done + process.count : `${failed}: exit code ${outcome.code}`;
    if (process.count > MOST_INSTRUCTIONS)
      return `${failed}: no end after ${numberText(MOST_INSTRUCTIONS)} instructions`;
    yield done + process.count;
  }
}

/** The files below a directory, by their paths from there. Must hold no links: the stages up to tinycc make none. */
export function filesBelow(root: FileSystem, directory: string): Files {
  const found = new Map<string, FileContent>();
  for (const { path, node } of root.below(directory)) {
    if (node.type === "link") throw new Error(`our bug: "${path}" is a link, and trees here hold files alone`);
    if (node.type === "file") found.set(path, { bytes: content(node), executable: node.executable });
  }
  return found;
}
