import { Module } from '@nestjs/common';
import { StoreChecks } from './store-checks.js';

@Module({ providers: [StoreChecks], exports: [StoreChecks] })
export class StorageModule {}
