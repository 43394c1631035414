// Tells of a run of the tests a file at a time, with how many are through.

import type { TestCase, TestModule, TestSpecification, TestSuite } from "vitest/node";
import { DefaultReporter } from "vitest/node";

export default class Progress extends DefaultReporter {
  #files = 0;
  #ended = 0;

  override onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#files = specifications.length;
    this.#ended = 0;
    super.onTestRunStart(specifications);
  }

  protected override printTestModule(module: TestModule): void {
    this.#ended++;
    super.printTestModule(module);
  }

  protected override getEntityPrefix(entity: TestCase | TestModule | TestSuite): string {
    const prefix = super.getEntityPrefix(entity);
    const width = String(this.#files).length;
    return entity.type === "module" ? `${String(this.#ended).padStart(width)}/${this.#files} ${prefix}` : prefix;
  }
}
