// A server on loopback that serves, lies, cuts or stalls as told, and counts what it gave. Must never outlive its test.

import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Mirror {
  readonly url: string;
  /** Each request as `path` or `path from-byte`. */
  readonly asked: string[];
  /** Bytes of bodies written. */
  given: number;
}

export type Behaviour = (request: IncomingMessage, response: ServerResponse, mirror: Mirror) => void;

export async function mirror(behave: Behaviour): Promise<Mirror> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push([request.url, ...(from(request) > 0 ? [from(request)] : [])].join(" "));
    behave(request, response, self);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const self: Mirror = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, given: 0 };
  return self;
}

/** The first byte that a request asks for. */
export function from(request: IncomingMessage): number {
  return Number(/^bytes=([0-9]+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
}

/** Serves bytes, ranges too; cuts the connection after `most` bytes of a body. */
export function serve(bytes: Uint8Array, most = Number.POSITIVE_INFINITY): Behaviour {
  return (request, response, mirror) => {
    const start = from(request);
    const rest = bytes.subarray(start);
    const piece = rest.subarray(0, most);
    const headers = { "content-length": rest.length };
    if (start > 0)
      response.writeHead(206, { ...headers, "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` });
    else response.writeHead(200, headers);
    mirror.given += piece.length;
    response.write(piece, () => {
      if (piece.length < rest.length) response.destroy();
      else response.end();
    });
  };
}

export function answer(status: number, headers: Readonly<Record<string, string>> = {}): Behaviour {
  return (_, response) => response.writeHead(status, headers).end("an error page");
}

/** Serves by path; anything else is a 404. */
export function routes(by: () => Readonly<Record<string, string | Buffer | Behaviour>>): Behaviour {
  return (request, response, self) => {
    const found = by()[request.url ?? ""];
    if (found === undefined) return answer(404)(request, response, self);
    return (typeof found === "function" ? found : serve(Buffer.from(found)))(request, response, self);
  };
}
