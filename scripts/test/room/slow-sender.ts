import { connect } from 'node:net';

/** Sends the beginning of a request to a server on this machine, then nothing, and waits until it is cut off. */
export function cutOff(port: number, beginning: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(beginning));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.once('error', () => undefined).once('close', () => resolve(answer));
  });
}

/** Beginnings of requests that are never finished: within the headers, within a body, with and without its length. */
export const beginnings = (path: string): string[] => [
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: `,
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{`,
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab`,
];
