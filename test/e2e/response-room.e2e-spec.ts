import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chunks, gate, text } from '../support/fake-answers.js';
import { askResponse, untilOver } from '../support/kept-response.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';

const kilobytes = (count: number): string => 'x'.repeat(count * 1024);

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses(), sections: { session: { maxDiskBytes: '1mb' } } });
});
afterEach(() => gateway.close());

async function respond(input: string, fields: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await postResponse(gateway, { input, ...fields });
  expect(status).toBe(200);
  return body.id;
}

const statusOf = async (id: string): Promise<number> => (await askResponse(gateway, 'get', id)).status;

async function untilGone(id: string): Promise<void> {
  for (let status = 200; status !== 404; status = await statusOf(id)) expect(status).toBe(200);
}

/** What runs.sqlite holds of finished runs. */
function keptRuns(): number {
  const file = new DatabaseSync(join(gateway.stateDir, 'runs.sqlite'), { readOnly: true });
  const row = file.prepare('select count(*) as count from runs').get();
  file.close();
  return Number(row?.['count']);
}

describe('H9: kept responses take no more room than session.maxDiskBytes', () => {
  it('the oldest are gone as soon as what was sent takes more, however few they are', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.push(await respond(kilobytes(300)));
    const [oldest = '', ...others] = ids;
    await untilGone(oldest);
    expect(await Promise.all(others.map(statusOf))).toEqual([200, 200, 200]);
    expect((await askResponse(gateway, 'get', oldest)).body.error).toMatchObject({ code: 'response_not_found' });
  });

  it('what was answered counts as much, and its events are gone too', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      gateway.upstream.script(text(kilobytes(300)));
      ids.push(await respond('hi'));
    }
    const [oldest = '', ...others] = ids;
    await untilGone(oldest);
    expect(await Promise.all(others.map(statusOf))).toEqual([200, 200, 200]);
    expect(keptRuns()).toBe(3);
  });

  it('one whose run is under way stays, and goes when others need its room after it has ended', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['half ', door, 'whole']));
    const atWork = await respond(kilobytes(900), { background: true });
    const idle = await respond(kilobytes(300));
    const newest = await respond(kilobytes(800));
    await untilGone(idle);
    expect((await askResponse(gateway, 'get', atWork)).body).toMatchObject({ status: 'in_progress' });
    door.open();
    expect(await untilOver(gateway, atWork)).toMatchObject({ status: 'completed' });
    await respond(kilobytes(110));
    await untilGone(atWork);
    expect(await statusOf(newest)).toBe(200);
  });
});
