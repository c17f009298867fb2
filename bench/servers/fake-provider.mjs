/** An OpenAI-compatible provider that costs as little as possible: prepared answers, sent as fast as they are taken. */
import { createServer } from 'node:http';
import { chunksOfModel, plainAnswer, streamedAnswer } from './answers.mjs';
import { readBody, serve } from './serve.mjs';

const models = Object.keys(chunksOfModel);
const streamed = Object.fromEntries(models.map((model) => [model, streamedAnswer(model)]));
const plain = Object.fromEntries(models.map((model) => [model, plainAnswer(model)]));

/** Writes each event in a turn of the event loop of its own, as a model that makes one token after another. */
function writeNext(response, events, index) {
  if (response.destroyed) return;
  if (index === events.length - 1) {
    response.end(events[index]);
    return;
  }
  const next = () => writeNext(response, events, index + 1);
  if (response.write(events[index])) setImmediate(next);
  else response.once('drain', next);
}

const server = createServer(async (request, response) => {
  const body = JSON.parse(await readBody(request));
  if (!models.includes(body.model)) {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"unknown model"}}');
  } else if (body.stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    writeNext(response, streamed[body.model], 0);
  } else {
    const answer = plain[body.model];
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  }
});

serve(server);
