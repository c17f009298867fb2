import { NamedSchema, choiceSchema } from '../common/named-schema.js';
import { wireFinishReasons } from './finish-reason.js';

export const finishReasonSchema = new NamedSchema('FinishReason', choiceSchema(wireFinishReasons));
