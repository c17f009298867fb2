import { describe, expect, it } from '@jest/globals';
import { MemoryAuditLog } from '../../../test/support/audit-fixtures.js';
import { toolExecutor } from '../../../test/support/tool-executor-factory.js';
import { fakeTool, toolCall, toolContext } from '../../../test/support/tool-factory.js';
import { sessionDigest } from '../../audit/session-digest.js';
import { textOf } from '../../common/conversation.js';
import { OwnerToolAudit } from './owner-tool-audit.service.js';

const context = toolContext({ isOwner: true, run: { id: 'run_7', credentialId: 'key:panel' } });

describe(OwnerToolAudit.name, () => {
  it('M3: an owner-only tool has its line before it begins, and nothing of its arguments', async () => {
    const audit = new MemoryAuditLog();
    let linesAtStart = 0;
    const tool = fakeTool('exec', {
      ownerOnly: true,
      run: () => {
        linesAtStart = audit.events.length;
        return Promise.resolve({ content: [] });
      },
    });
    await toolExecutor(audit).execute(toolCall('exec', { command: 'planted' }), [tool], context);
    expect(linesAtStart).toBe(1);
    expect(audit.events).toEqual([
      {
        kind: 'tool.called',
        run: 'run_7',
        agent: 'main',
        session: sessionDigest('agent:main:secret-user'),
        tool: 'exec',
        credential: 'key:panel',
      },
    ]);
    expect(JSON.stringify(audit.events)).not.toMatch(/planted|secret-user/);
  });

  it('M3: so has one that the configuration makes owner-only, and no other', async () => {
    const audit = new MemoryAuditLog();
    const tools = [fakeTool('wiki__read'), fakeTool('read')];
    const executor = toolExecutor(audit, ['wiki__*']);
    await executor.execute(toolCall('wiki__read'), tools, context);
    await executor.execute(toolCall('read'), tools, context);
    expect(audit.events).toMatchObject([{ kind: 'tool.called', tool: 'wiki__read' }]);
  });

  it('M3: while the log cannot be written no owner-only tool runs, the model learns why, and other tools run', async () => {
    const audit = new MemoryAuditLog();
    const [exec, read] = [fakeTool('exec', { ownerOnly: true, sideEffects: true }), fakeTool('read')];
    const executor = toolExecutor(audit);
    audit.isFull = true;
    const refused = await executor.execute(toolCall('exec'), [exec, read], context);
    expect(refused).toMatchObject({ outcome: 'refused', sideEffect: false });
    expect(textOf(refused.message)).toMatch(/^The audit log cannot be written, so the tool 'exec' may not run now/);
    expect(textOf(refused.message)).not.toContain('/nowhere');
    expect((await executor.execute(toolCall('read'), [exec, read], context)).outcome).toBe('ok');
    expect(exec.calls).toEqual([]);
    audit.isFull = false;
    expect((await executor.execute(toolCall('exec'), [exec, read], context)).outcome).toBe('ok');
  });

  it('M3: a call that is no call leaves no line', async () => {
    const audit = new MemoryAuditLog();
    const exec = fakeTool('exec', { ownerOnly: true });
    await toolExecutor(audit).execute(toolCall('exec', '{broken'), [exec], context);
    await toolExecutor(audit).execute(toolCall('invented'), [exec], context);
    expect(audit.events).toEqual([]);
  });
});
