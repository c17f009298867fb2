import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const page = new URL('../../docs/performance.md', import.meta.url);
const markers = {
  loads: ['<!-- bench:start -->', '<!-- bench:end -->'],
  connections: ['<!-- bench:connections:start -->', '<!-- bench:connections:end -->'],
  egress: ['<!-- bench:egress:start -->', '<!-- bench:egress:end -->'],
};

/** Puts the result of a part between its markers of docs/performance.md, which is made when it is missing. */
export function writePage(part, text) {
  const [start, end] = markers[part];
  const before = existsSync(page) ? readFileSync(page, 'utf8') : emptyPage;
  const [from, to] = [before.indexOf(start), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md needs the lines ${start} and ${end}.`);
  writeFileSync(page, `${before.slice(0, from + start.length)}\n\n${text}\n${before.slice(to)}`);
}

const emptyPage = `# Performance

What the gateway costs on top of the least that could stand in its place: a bare \`node:http\` server that checks the
bearer token, parses the body, forwards it and pipes the answer back. Both stand in front of the same fake provider and
take the same requests in turn. A streamed answer has 200 chunks, each written by itself. The gateway always streams from
its provider and runs with its default settings; CPU time is that of the server process alone, user and system.

\`\`\`bash
npm run bench                         # prints the tables below
npm run bench -- --write              # and puts them into this page
npm run bench -- --quick              # one short round, to see that it works
npm run bench -- --only connections   # one part alone: loads, connections or egress
\`\`\`

${markers.loads.join('\n')}

## WebSocket connections

Operators that are connected and silent, beside the least that could hold their connections: a bare \`ws\` server that
sends the challenge and greets whoever answers it. Each round starts both processes anew. Memory is resident memory (RSS)
once the process has been left alone, the median of five looks, each after a forced garbage collection that keeps no free
pages; the one before the first connection too, which makes the growth look larger than it does to an operator, who sees
connections take the place of the start's garbage. The buffers of the operating system are not in it. The first connections
also pay for all that happens for the first time, such as compiling; what one more costs, and how long it takes, is seen on
as many again. What JavaScript holds is its heap and its buffers.

${markers.connections.join('\n')}

## The egress check

Every request of a [public agent](security.md#what-leaves-the-host) is searched for facts about the host before it is sent. The
search is made once for each configuration, of some forty spellings of each fact, and then goes through a request once.

${markers.egress.join('\n')}
`;
