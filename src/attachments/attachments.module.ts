import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AttachmentsService } from './attachments.service.js';
import { PdfText } from './pdf-text.port.js';
import { WorkerPdfText } from './pdf/worker-pdf-text.js';

/** Needs a global provider of `Clock`. */
@Module({
  providers: [
    AttachmentsService,
    { provide: PdfText, useFactory: (clock: Clock) => new WorkerPdfText(clock), inject: [Clock] },
  ],
  exports: [AttachmentsService],
})
export class AttachmentsModule {}
