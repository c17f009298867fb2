import { Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ToolsSection } from '../../config/config-sections.js';
import { PageFetcher } from './page-fetcher.port.js';
import { SystemHostResolver } from '../web/host-resolver.js';
import { ownAddresses } from '../web/own-addresses.js';
import { dialAny } from '../web/pinned-client.js';
import { WebPageFetcher } from '../web/web-page-fetcher.js';

/** Pages of the web for the tools. */
@Module({
  providers: [
    {
      provide: PageFetcher,
      inject: [ToolsSection, Clock],
      useFactory: (section: ToolsSection, clock: Clock) =>
        new WebPageFetcher({ section, clock, resolver: new SystemHostResolver(), ownAddresses, dial: dialAny }),
    },
  ],
  exports: [PageFetcher],
})
export class WebPagesModule {}
