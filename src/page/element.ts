// Elements of the page: found by their id, and made with their attributes and children. Must never take text for HTML.

/** The element of that id, which page.html has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`our bug: the page has no element "${id}"`);
  return found as T;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Of a button that starts something and the one that stops it, the one that can be pressed now. A button that is disabled
 * loses the focus: the other one gets it, so that the keyboard stays where it is.
 */
export function setBusy(start: HTMLButtonElement, stop: HTMLButtonElement, isBusy: boolean): void {
  const held = document.activeElement;
  start.disabled = isBusy;
  stop.disabled = !isBusy;
  if (held === start && isBusy) stop.focus();
  if (held === stop && !isBusy) start.focus();
}

/** Whether two digests agree, in a word and a colour. */
export function verdictOf(found: string, published: string): HTMLElement {
  return found === published
    ? element("span", { class: "same" }, "equal")
    : element("span", { class: "other" }, "different");
}
