import type { Environment } from '../../config/environment.js';
import type { HttpAsker } from '../doctor/http-asker.js';
import { askModel } from './ask-model.js';
import type { Interview } from './interview.js';
import { type Question, type ReadAnswer, readChoice, readYesOrNo } from './question.js';
import type { CredentialChoice, ProviderChoice, SetupChoices } from './setup-choice.js';

const tokenVariable = 'OPENCLAW_GATEWAY_TOKEN';
const passwordVariable = 'OPENCLAW_GATEWAY_PASSWORD';

/** What is known before anything is asked. */
export interface SetupSurroundings {
  environment: Environment;
  found: readonly ProviderChoice[];
  http: HttpAsker;
}

/** Asks the questions: five, or four where no model is chosen. */
export async function askChoices(interview: Interview, surroundings: SetupSurroundings): Promise<SetupChoices> {
  const { environment } = surroundings;
  const model = await askModel(interview, surroundings);
  const name = await interview.ask({
    text: 'Name of the main agent',
    isCounted: true,
    fallback: 'Main',
    read: readName,
  });
  const instructions = await interview.ask({
    text: '   Instructions for it, on one line',
    fallback: '',
    read: (answer) => ({ value: answer }),
  });
  const hasPublicAgent = await interview.ask({
    text: 'An agent for strangers beside it (front-desk)?',
    isCounted: true,
    fallback: 'no',
    read: readYesOrNo,
  });
  const credential = await interview.ask(credentialQuestion(environment));
  return { model, mainAgent: { name, instructions }, hasPublicAgent, credential };
}

function readName(answer: string): ReadAnswer<string> {
  return answer.length <= 64 ? { value: answer } : { problem: 'At most 64 characters, please.' };
}

function credentialQuestion(environment: Environment): Question<CredentialChoice> {
  const hasToken = environment.get(tokenVariable) !== undefined;
  const hasPassword = environment.get(passwordVariable) !== undefined;
  const choices: readonly CredentialChoice[] = ['generated', 'token-variable', 'password-variable'];
  return {
    text: 'How do callers prove themselves?',
    isCounted: true,
    above: [
      '  1  a token that the gateway makes and keeps in the state directory',
      `  2  the token in ${tokenVariable}`,
      `  3  the password in ${passwordVariable}`,
    ],
    fallback: hasToken ? '2' : hasPassword ? '3' : '1',
    read: (answer) => checkCredential(readChoice(answer, choices), { hasToken, hasPassword }),
  };
}

/** What is set in the environment counts, so only what fits it can be chosen. */
function checkCredential(
  answer: ReadAnswer<CredentialChoice>,
  { hasToken, hasPassword }: { hasToken: boolean; hasPassword: boolean },
): ReadAnswer<CredentialChoice> {
  if ('problem' in answer) return answer;
  switch (answer.value) {
    case 'token-variable':
      return hasToken ? answer : { problem: `${tokenVariable} is not set here. Set it first, or choose another.` };
    case 'password-variable':
      return hasPassword
        ? answer
        : { problem: `${passwordVariable} is not set here. Set it first, or choose another.` };
    case 'generated':
      if (!hasToken && !hasPassword) return answer;
      return {
        problem: `${hasToken ? tokenVariable : passwordVariable} is set and would count. Choose it, or unset it first.`,
      };
  }
}
