import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { KeyRing } from '../auth/keys/key-ring.service.js';
import { RunRegistry } from './run-registry.js';

/** Sees to it that no run outlives its key. */
@Injectable()
export class RevokedRuns implements OnModuleInit, OnModuleDestroy {
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly keys: KeyRing,
    private readonly registry: RunRegistry,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.keys.onChange(() => this.registry.stopUnwanted());
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }
}
