/**
 * `pagewalk dap`: the debug adapter on standard input and output, or on a loopback port, with one session for each
 * connection. Standard output carries nothing but the protocol.
 */
import { createServer, type Socket } from 'node:net';
import { dirname, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Session } from '../debugAdapter/session';
import { readText } from './readText';

/** On standard input and output. The process ends with the session. */
export function dapOnStandardStreams(): void {
  serve(process.stdin, process.stdout, () => {
    process.stdin.destroy();
  });
}

/**
 * On a port of the loopback interface.
 * @param port 0: any free one. Which it is is printed to standard error.
 */
export function dapOnPort(port: number): void {
  const server = createServer((socket: Socket) => {
    // A client that vanishes ends its own session only.
    socket.on('error', () => socket.destroy());
    serve(socket, socket, () => socket.end());
  });
  server.on('error', (error) => {
    process.stderr.write(`port ${port}: ${error.message}\n`);
    process.exitCode = 2;
  });
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    const actual = typeof address === 'object' && address !== null ? address.port : port;
    process.stderr.write(`pagewalk dap: listening on 127.0.0.1:${actual}\n`);
  });
}

function serve(input: Readable, output: Writable, close: () => void): void {
  const session = new Session({
    schedule: setImmediate,
    now: () => performance.now(),
    readText: (path, from) => readLater(from === null ? path : resolve(dirname(from), path)),
    ended: close,
  });
  session.start(input, output);
  input.on('close', () => {
    session.dispose();
  });
  input.on('end', () => {
    session.dispose();
  });
}

/** What goes wrong becomes a rejected promise. */
function readLater(path: string): Promise<string> {
  return new Promise((done) => {
    done(readText(path).text);
  });
}
