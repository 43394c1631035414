// The page itself: reads what it carries, and starts its parts. What cannot go on is said at its top, never left to the
// browser's console.

import { byId, element } from "./element.ts";
import { readEmbedded } from "./embedded.ts";
import { showProgram } from "./program-view.ts";
import { showSeed } from "./seed-view.ts";
import { showSteps } from "./steps-view.ts";
import { showWay } from "./way-view.ts";

function complain(message: string): void {
  const problem = byId("problem");
  problem.textContent = message;
  problem.hidden = false;
}

addEventListener("error", ({ message }) => complain(`This page is broken: ${message}`));
addEventListener("unhandledrejection", ({ reason }) => complain(`This page is broken: ${String(reason)}`));

const embedded = await readEmbedded();
showSeed(embedded.chain, embedded.files);
showSteps(embedded);
const program = showProgram(embedded);
showWay(embedded, program);
for (const [path, text] of embedded.modules) {
  const shown = element("pre", { tabindex: "0" });
  const details = element("details", {}, element("summary", {}, `src/${path}`), shown);
  details.addEventListener("toggle", () => (shown.textContent = text), { once: true });
  byId("sources").append(details);
}
document.documentElement.dataset["ready"] = "yes";
