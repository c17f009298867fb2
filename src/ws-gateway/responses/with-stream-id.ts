/** A frame of an answer, with the name that its request has, if it has one. `frame` is an object with members. */
export function withStreamId(frame: string, id: string | undefined): string {
  return id === undefined ? frame : `{"stream_id":${JSON.stringify(id)},${frame.slice(1)}`;
}
