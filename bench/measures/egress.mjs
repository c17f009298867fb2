/** What the search of a public agent's request for facts about the host costs. It runs in this process, on the built code. */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { reportEgress } from '../support/report-egress.mjs';

const kilobytes = 100;
const words = (
  'the quick brown fox jumps over a lazy dog in /home/some of https://example.com/path?q=1 with 2026-11-29 agent 203.0.113.8 ' +
  'canary-hosting sk-live {"role":"user","content":"text"} README.md src/index.ts żółw Grüße 日本語'
).split(' ');

/** The facts of a machine with so many agents. */
function factsOf(agents) {
  const workspaces = Array.from({ length: agents }, (_, index) => `/home/canary/agents/agent-${index}`);
  return [
    ['host name', 'canary-host.internal'],
    ['user name', 'canary.user'],
    ['home directory', '/home/canary'],
    ['state directory', '/home/canary/.local/state/openclaw-gateway'],
    ['configuration file', '/home/canary/.local/state/openclaw-gateway/openclaw.json'],
    ['operating system', '6.8.0-48-generic'],
    ['operating system', '#48-Ubuntu SMP PREEMPT_DYNAMIC Fri Sep 27 14:04:52 UTC 2024'],
    ['network address', '203.0.113.7'],
    ['network address', '2001:db8::7'],
    ['hardware address', '0a:1b:2c:3d:4e:5f'],
    ...Array.from({ length: 5 }, (_, index) => ['secret', `sk-canary-${index}-0123456789abcdef0123456789abcdef`]),
    ...workspaces.map((path) => ['workspace', path]),
  ].map(([kind, value]) => ({ kind, value }));
}

function textBody() {
  let content = '';
  for (let index = 0; content.length < kilobytes * 1024; index += 1) content += `${words[(index * 7) % words.length]} `;
  return JSON.stringify({ model: 'model', messages: [{ role: 'user', content }] });
}

const nearMatches = () => '203.0.113.7z n203.0.113.7 '.repeat((kilobytes * 1024) / 25);

const bodies = {
  text: textBody,
  'near-matches': nearMatches,
  base64: () => randomBytes(kilobytes * 768).toString('base64'),
};

function measure(search, makeBody, rounds) {
  const body = makeBody();
  const milliseconds = [];
  for (let round = 0; round < rounds * 100; round += 1) {
    const startedAt = performance.now();
    if (search.find(body).size > 0) throw new Error('The body of the bench holds a fact.');
    milliseconds.push(((performance.now() - startedAt) / body.length) * kilobytes * 1024);
  }
  return milliseconds;
}

/** Resolves with the report. */
export async function measureEgress({ settings }) {
  const { FactSearch } = await import(join(dirname(settings.main), 'egress', 'fact-search.js'));
  const results = [1, 100].flatMap((agents) => {
    process.stderr.write(`egress: ${agents} agents\n`);
    const startedAt = performance.now();
    const search = new FactSearch(factsOf(agents));
    const made = performance.now() - startedAt;
    return Object.entries(bodies).map(([name, makeBody]) => {
      return { agents, name, made, milliseconds: measure(search, makeBody, settings.rounds) };
    });
  });
  return reportEgress(results, kilobytes);
}
