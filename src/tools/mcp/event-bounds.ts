const eventEnds = ['\n\n', '\r\n\r\n', '\r\r'].map((each) => Buffer.from(each));
const eventIds = ['\nid:', '\rid:'].map((each) => Buffer.from(each));
/** So many bytes of the last chunk may belong to a sign that goes on in the next one. */
const overlap = 3;

/** Watches the bytes of an event stream: how long an event grows, and whether any has an id. */
export class EventBounds {
  /** Whether the stream can be taken up again where it broke off. */
  hasIds = false;
  private length = 0;
  /** As if a line had just ended, so that an id in the first line is seen too. */
  private tail: Buffer = Buffer.from('\n');

  constructor(private readonly longestEvent: number) {}

  /** Throws when an event grows too long. */
  add(chunk: Uint8Array): void {
    const bytes = Buffer.concat([this.tail, chunk]);
    this.hasIds ||= eventIds.some((sign) => bytes.includes(sign));
    const end = Math.max(...eventEnds.map((sign) => afterLast(sign, bytes)));
    this.length = end > 0 ? bytes.length - end : this.length + chunk.length;
    if (this.length > this.longestEvent) throw new Error(`it sent an event of more than ${this.longestEvent} bytes`);
    this.tail = Buffer.from(bytes.subarray(-overlap));
  }
}

/** 0 where the sign does not occur. */
function afterLast(sign: Buffer, bytes: Buffer): number {
  const at = bytes.lastIndexOf(sign);
  return at < 0 ? 0 : at + sign.length;
}
