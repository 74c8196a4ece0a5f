/**
 * Messages on a stream of bytes, as DAP frames them: `Content-Length: N`, an empty line, N bytes of JSON. What is no
 * message is passed over, so that one bad message does not end a session.
 */

const SEPARATOR = Buffer.from('\r\n\r\n');
/** A header that is longer is none. */
const MOST_HEADER = 4096;
/** A longer message is passed over. */
const MOST_BYTES = 256 * 1024 * 1024;

export function frame(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message), 'utf8');
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`, 'ascii'), body]);
}

/** Takes a stream apart. */
export class MessageReader {
  private chunks: Buffer[] = [];
  private size = 0;
  /** Bytes of the body that comes next; -1: a header comes next. */
  private length = -1;

  /** @param take gets each message: any JSON value. */
  constructor(private readonly take: (message: unknown) => void) {}

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    while (this.length < 0 ? this.readHeader() : this.readBody());
  }

  /** @returns whether there is more to do. */
  private readHeader(): boolean {
    const bytes = this.joined();
    const end = bytes.indexOf(SEPARATOR);
    if (end < 0) {
      // Of what cannot become a header only the end may still belong to one.
      if (bytes.length > MOST_HEADER) this.keep(bytes.subarray(bytes.length - MOST_HEADER));
      return false;
    }
    const header = bytes.toString('latin1', Math.max(0, end - MOST_HEADER), end);
    this.keep(bytes.subarray(end + SEPARATOR.length));
    const length = Number(/content-length:\s*(\d+)\s*(?:\r\n|$)/i.exec(header)?.[1] ?? -1);
    this.length = length <= MOST_BYTES ? length : -1;
    return true;
  }

  private readBody(): boolean {
    if (this.size < this.length) return false;
    const bytes = this.joined();
    const text = bytes.toString('utf8', 0, this.length);
    this.keep(bytes.subarray(this.length));
    this.length = -1;
    const message = parsed(text);
    if (message !== undefined) this.take(message);
    return true;
  }

  private joined(): Buffer {
    const bytes = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
    const joined = bytes ?? Buffer.alloc(0);
    this.chunks = [joined];
    return joined;
  }

  private keep(rest: Buffer): void {
    this.chunks = [rest];
    this.size = rest.length;
  }
}

/** Undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
