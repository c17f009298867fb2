import { Injectable } from '@nestjs/common';
import { unwatched } from './call-watch.js';
import { KeyedCalls } from './keyed-calls.service.js';
import type { AnswerTeller, RepeatableCall } from './repeatable-call.js';
import { CountedRetries } from './counted-retries.service.js';

/** Answers calls so that one which is sent again does not do its work again. */
@Injectable()
export class Repeats {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly counted: CountedRetries,
  ) {}

  async answer<Replay, Answer>(call: RepeatableCall, teller: AnswerTeller<Replay, Answer>): Promise<Answer> {
    const { key, retryCount } = call.repeat;
    if (key !== undefined) return this.keyed.answer(key, call, teller);
    if (retryCount !== undefined) return this.counted.answer(call, teller);
    return teller.tell(await teller.begin(unwatched));
  }
}
