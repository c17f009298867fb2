import { describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { FakeIds } from '../../test/support/fake-ids.js';
import { fixed } from '../../test/support/fixed.js';
import { collect, modelRequest, textOfEvents, userMessage } from '../../test/support/provider-fixtures.js';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { SystemClock } from '../common/system-clock.js';
import { AgentsConfig } from '../config/agents.config.js';
import { AgentsSection, ModelsSection } from '../config/config-sections.js';
import { ConfigService } from '../config/config.service.js';
import { Environment } from '../config/environment.js';
import { ModelsConfig } from '../config/models.config.js';
import { LocalServerProbe } from './local-server-probe.port.js';
import { ModelRegistryService } from './model-registry.service.js';
import { ProvidersModule } from './providers.module.js';

const surroundings = [
  { provide: Clock, useClass: SystemClock },
  { provide: Ids, useClass: FakeIds },
  { provide: Environment, useValue: new Environment() },
  { provide: ConfigService, useValue: { listen: { host: '127.0.0.1', port: 18_789 } } },
  { provide: AgentsSection, useValue: fixed(new AgentsConfig()) },
  { provide: ModelsSection, useValue: fixed(new ModelsConfig()) },
];

@Global()
@Module({ providers: surroundings, exports: surroundings.map(({ provide }) => provide) })
class Surroundings {}

describe(ProvidersModule.name, () => {
  it('A1: answers with the built-in guide where nothing is configured and nothing was found', async () => {
    const module = await Test.createTestingModule({ imports: [Surroundings, ProvidersModule] })
      .overrideProvider(LocalServerProbe)
      .useValue({ probe: () => Promise.resolve(undefined) })
      .compile();
    await module.init();
    const sut = module.get(ModelRegistryService);
    const [model] = sut.forAgent({ primary: undefined, fallbacks: [] });
    const request = modelRequest({ model: model.modelId, messages: [userMessage('How do I connect a model?')] });
    const events = await collect(model.provider.stream(request, new AbortController().signal));
    expect(textOfEvents(events)).not.toBe('');
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
    expect(await sut.ready()).toEqual([]);
    await module.close();
  });
});
