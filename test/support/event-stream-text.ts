/** One server-sent event with a name and an id. */
export interface StreamedEvent {
  id: string;
  event: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the shape of the event it looks into
  data: any;
}

/** The events of a text; comments are left out. Throws unless it is whole events, each of an id, a name and JSON. */
export function readEvents(text: string): StreamedEvent[] {
  const blocks = text.split('\n\n');
  if (blocks.pop() !== '') throw new Error(`The text does not end with a whole event: ${text.slice(-200)}`);
  return blocks.filter((block) => !block.startsWith(':')).map(readEvent);
}

function readEvent(block: string): StreamedEvent {
  const [, id = '', event = '', json = ''] = /^id: (\d+)\nevent: ([a-z.-]+)\ndata: ([^\r\n]+)$/.exec(block) ?? [];
  if (json === '') throw new Error(`Not an event: ${block}`);
  return { id, event, data: JSON.parse(json) };
}
