/** The least that could hold connections of operators: sends the challenge, and greets whoever answers it. */
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { serve } from './serve.mjs';

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on('connection', (socket) => {
  socket.once('message', (data) => {
    const { id } = JSON.parse(data.toString());
    socket.send(JSON.stringify({ type: 'res', id, ok: true, payload: { type: 'hello-ok', protocol: 4 } }));
  });
  const payload = { nonce: randomUUID(), ts: Date.now() };
  socket.send(JSON.stringify({ type: 'event', event: 'connect.challenge', payload }));
});

serve(server);
