import { Module } from '@nestjs/common';
import { DetectedProvidersService } from './detection/detected-providers.service.js';
import { HttpLocalServerProbe } from './detection/http-local-server-probe.js';
import { LocalServerProbe } from './local-server-probe.port.js';
import { ModelRegistryService } from './model-registry.service.js';

@Module({
  providers: [
    { provide: LocalServerProbe, useClass: HttpLocalServerProbe },
    DetectedProvidersService,
    ModelRegistryService,
  ],
  exports: [ModelRegistryService],
})
export class ProvidersModule {}
