/** The headers by which a request says what HTTP has no word for; also the `param` of errors about them. */
export const requestHeaderNames = {
  agentId: 'x-openclaw-agent-id',
  sessionKey: 'x-openclaw-session-key',
  model: 'x-openclaw-model',
  messageChannel: 'x-openclaw-message-channel',
  senderIsOwner: 'x-openclaw-sender-is-owner',
  ownerAssertion: 'x-openclaw-owner-assertion',
  include: 'x-openclaw-include',
  onDisconnect: 'x-openclaw-on-disconnect',
  idempotencyKey: 'Idempotency-Key',
  /** Sent by the libraries of OpenAI. */
  retryCount: 'x-stainless-retry-count',
} as const;
