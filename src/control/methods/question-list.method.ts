import { Injectable } from '@nestjs/common';
import type { ControlMethod } from '../control-method.port.js';
import { noParams } from '../params.js';

/** Clients ask for it when they start. Agents of this gateway ask their questions in their answers. */
@Injectable()
export class QuestionListMethod implements ControlMethod {
  readonly name = 'question.list';
  readonly scope = 'operator.read';
  readonly summary = 'Questions that wait for the operator: there are never any';
  readonly params = noParams;

  handle(): { questions: never[] } {
    return { questions: [] };
  }
}
