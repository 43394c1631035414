// The first script of the page and of each of its workers: starts a module of the page with all that it imports. The
// modules lie in the page as text, by path. A file opened from a disk has no address that modules could be fetched from,
// so each becomes a blob, and its imports are turned to the blobs of the others. Must stay a plain script, with nothing
// imported or exported: the page and a worker both run this text as it is.

const startModule = async (modules: ReadonlyMap<string, string>, entry: string): Promise<unknown> => {
  const addresses = new Map<string, string>();
  const addressOf = (path: string): string => {
    const known = addresses.get(path);
    if (known !== undefined) return known;
    const text = modules.get(path)!.replace(/^((?:import|export|\}).*? from )"(\.[^"]+)";$/gm, (_, before, target) => {
      const parts = [...path.split("/").slice(0, -1), ...target.split("/")];
      const folder: string[] = [];
      for (const part of parts)
        if (part === "..") folder.pop();
        else if (part !== ".") folder.push(part);
      return `${before}"${addressOf(folder.join("/"))}";`;
    });
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    addresses.set(path, address);
    return address;
  };
  return import(addressOf(entry));
};

if (typeof document === "undefined")
  addEventListener("message", ({ data }) => startModule(data.modules, data.entry), { once: true });
else
  addEventListener("DOMContentLoaded", () => {
    const scripts = [...document.querySelectorAll<HTMLScriptElement>("script[data-module]")];
    startModule(new Map(scripts.map((each) => [each.dataset["module"]!, each.text])), "page/main.ts");
  });
