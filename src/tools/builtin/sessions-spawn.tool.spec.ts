import { describe, expect, it } from '@jest/globals';
import { toolExecutor } from '../../../test/support/tool-executor-factory.js';
import { toolCall, toolContext } from '../../../test/support/tool-factory.js';
import { textOf } from '../../common/conversation.js';
import type { SubagentOutcome, SubagentTask } from '../tool.port.js';
import { SessionsSpawnTool } from './sessions-spawn.tool.js';

async function call(args: unknown, ended: SubagentOutcome = { outcome: 'ok', text: 'done' }) {
  const tasks: SubagentTask[] = [];
  const context = toolContext({
    spawn: (task) => {
      tasks.push(task);
      return Promise.resolve(ended);
    },
  });
  const executed = await toolExecutor().execute(toolCall('sessions_spawn', args), [new SessionsSpawnTool()], context);
  return { tasks, outcome: executed.outcome, text: textOf(executed.message) };
}

describe(SessionsSpawnTool.name, () => {
  it('hands the task over and brings the answer back', async () => {
    expect(await call({ task: 'count' })).toEqual({
      tasks: [{ task: 'count', agentId: undefined }],
      outcome: 'ok',
      text: 'done',
    });
    expect((await call({ task: 'count', agentId: 'helper' })).tasks).toEqual([{ task: 'count', agentId: 'helper' }]);
  });

  it.each([{}, { task: '' }, { task: 7 }, { task: 'x', agentId: 7 }, { task: 'x', owner: true }])(
    'starts nothing for %j',
    async (args) => {
      expect(await call(args)).toMatchObject({
        tasks: [],
        outcome: 'error',
        text: expect.stringMatching(/do not fit/),
      });
    },
  );

  it('tells a refusal, a failure and an empty answer apart', async () => {
    expect(await call({ task: 'x' }, { outcome: 'refused', message: 'No more.' })).toMatchObject({
      outcome: 'error',
      text: 'No more.',
    });
    expect(await call({ task: 'x' }, { outcome: 'error', message: 'It broke.' })).toMatchObject({
      outcome: 'error',
      text: 'The subagent failed: It broke.',
    });
    expect(await call({ task: 'x' }, { outcome: 'ok', text: '' })).toMatchObject({
      outcome: 'ok',
      text: 'The subagent ended without a word.',
    });
  });
});
