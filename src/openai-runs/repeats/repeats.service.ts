import { Injectable } from '@nestjs/common';
import { unwatched } from './call-watch.js';
import { NamedCalls } from './named-calls.service.js';
import type { AnswerTeller, RepeatableCall } from './repeatable-call.js';
import { UnnamedCalls } from './unnamed-calls.service.js';

/** Answers calls so that one which is sent again does not do its work again. */
@Injectable()
export class Repeats {
  constructor(
    private readonly named: NamedCalls,
    private readonly unnamed: UnnamedCalls,
  ) {}

  async answer<Told, Answer>(call: RepeatableCall, teller: AnswerTeller<Told, Answer>): Promise<Answer> {
    const { key, retryCount } = call.repeat;
    if (key !== undefined) return this.named.answer(key, call, teller);
    if (retryCount !== undefined) return this.unnamed.answer(call, teller);
    return teller.tell(await teller.begin(unwatched));
  }
}
