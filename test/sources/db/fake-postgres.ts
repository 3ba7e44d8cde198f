import { createServer, type AddressInfo, type Socket } from "node:net";
import { TLSSocket } from "node:tls";

import type { ServerCertificate } from "./certificates.ts";

/**
 * The beginning of a conversation with PostgreSQL: encryption, start-up, password. It then refuses everybody, quoting
 * what it heard, as a careless server would.
 */
export interface FakePostgres {
  readonly port: number;
  /** Start-up parameters of the last client. */
  readonly seen: () => Readonly<Record<string, string>>;
  /** Passwords heard, in the clear. */
  readonly passwords: readonly string[];
  close(): void;
}

const SSL_REQUEST = 80877103;

export function fakePostgres(tls?: ServerCertificate): Promise<FakePostgres> {
  const passwords: string[] = [];
  const sockets = new Set<Socket>();
  let seen: Record<string, string> = {};
  const talk = (socket: Socket): void => {
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      if (data[0] === 0x70) {
        passwords.push(data.subarray(5, -1).toString());
        socket.end(refusal(`password authentication failed: ${data.subarray(5, -1).toString()}`));
      } else if (data.readInt32BE(4) === SSL_REQUEST) {
        if (tls === undefined) socket.write("N");
        else encrypt(socket, tls);
      } else {
        seen = parameters(data);
        // AuthenticationCleartextPassword
        socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
      }
    });
  };
  const encrypt = (socket: Socket, { cert, key }: ServerCertificate): void => {
    socket.removeAllListeners("data");
    socket.write("S");
    talk(new TLSSocket(socket, { isServer: true, cert, key }));
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    talk(socket);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const close = (): void => {
        for (const socket of sockets) socket.destroy();
        server.close();
      };
      resolve({ port: (server.address() as AddressInfo).port, seen: () => seen, passwords, close });
    });
  });
}

function parameters(data: Buffer): Record<string, string> {
  const parts = data.subarray(8).toString().split("\0");
  const found: Record<string, string> = {};
  for (let i = 0; i + 1 < parts.length; i += 2) found[parts[i] ?? ""] = parts[i + 1] ?? "";
  return found;
}

function refusal(message: string): Buffer {
  const body = Buffer.from(`SFATAL\0VFATAL\0C28P01\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** A server that takes connections and never says a word. */
export function mute(): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const close = (): void => {
        for (const socket of sockets) socket.destroy();
        server.close();
      };
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}
