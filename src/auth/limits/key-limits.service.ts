import { Inject, Injectable, Logger } from '@nestjs/common';
import { errorReason } from '../../common/system-error.js';
import type { Credential } from '../credential.js';
import { type Allowance, type Allowances, type LimitKind, limitKinds } from './allowance.js';
import { type BookedRecord, KeyUsageStorage, type UsageRecord } from './key-usage-storage.port.js';
import { RateLimitExceededError } from './rate-limit-exceeded.error.js';

const minute = 60_000;

/** A request that may go on. */
export interface Admission {
  /** What is left besides it. */
  readonly allowances: Allowances;
  /** Books the tokens that it used in place of what was set aside for it; to be called once, at its end. Never rejects. */
  settle(tokens: number): Promise<void>;
}

const unlimited: Admission = { allowances: {}, settle: () => Promise.resolve() };

/**
 * Counts what keys use within a minute, for every door alike. A refused request counts for nothing. Tokens are known at the end
 * only, so an estimate is set aside until then; for a request that never comes to its end it stands for a minute.
 */
@Injectable()
export class KeyLimits {
  private readonly logger = new Logger(KeyLimits.name);

  constructor(@Inject(KeyUsageStorage) private readonly storage: KeyUsageStorage) {}

  /** What is left for a credential. */
  async look({ id, limits = {} }: Credential): Promise<Allowances> {
    const { requestsPerMinute, tokensPerMinute } = limits;
    return {
      requests: await this.lookAt(id, requestsPerMinute, 'requests'),
      tokens: await this.lookAt(id, tokensPerMinute, 'tokens'),
    };
  }

  /** Rejects with `RateLimitExceededError`. `estimate` is in tokens, in and out; no more of it is set aside than the limit. */
  async admit(credential: Credential, estimate: number): Promise<Admission> {
    const { id, limits = {} } = credential;
    const { requestsPerMinute, tokensPerMinute } = limits;
    if (requestsPerMinute === undefined && tokensPerMinute === undefined) return unlimited;
    const setAside = Math.min(estimate, tokensPerMinute ?? 0);
    const booked = await this.book(id, tokensPerMinute, setAside);
    if (booked?.isBlocked) throw await this.refusal(credential);
    const settle = (tokens: number): Promise<void> => this.settle(id, booked, setAside, tokens);
    const request = await this.count(id, requestsPerMinute);
    if (request?.isBlocked) {
      await settle(0);
      throw await this.refusal(credential);
    }
    const allowances = {
      requests: allowanceOf(request, requestsPerMinute),
      tokens: allowanceOf(booked, tokensPerMinute),
    };
    return { allowances, settle };
  }

  /** Rejects as `admit` would now. Counts nothing. */
  async check(credential: Credential): Promise<void> {
    const allowances = await this.look(credential);
    if (limitKinds.some((kind) => allowances[kind]?.remaining === 0)) throw new RateLimitExceededError(allowances);
  }

  private async book(id: string, limit: number | undefined, estimate: number): Promise<BookedRecord | undefined> {
    return limit === undefined ? undefined : this.storage.add(id, estimate, minute, limit, 'tokens');
  }

  private async count(id: string, limit: number | undefined): Promise<UsageRecord | undefined> {
    return limit === undefined ? undefined : this.storage.increment(id, minute, limit, 0, 'requests');
  }

  private async settle(id: string, booked: BookedRecord | undefined, amount: number, used: number): Promise<void> {
    if (!booked) return;
    try {
      await this.storage.replace(id, { receipt: booked.receipt, amount }, used, minute, 'tokens');
    } catch (error) {
      this.logger.error(`The tokens that ${id} used could not be counted: ${errorReason(error)}`);
    }
  }

  private async refusal(credential: Credential): Promise<RateLimitExceededError> {
    return new RateLimitExceededError(await this.look(credential));
  }

  private async lookAt(id: string, limit: number | undefined, kind: LimitKind): Promise<Allowance | undefined> {
    return limit === undefined ? undefined : allowanceOf(await this.storage.look(id, limit, kind), limit);
  }
}

function allowanceOf(record: UsageRecord | undefined, limit: number | undefined): Allowance | undefined {
  if (!record || limit === undefined) return undefined;
  const { totalHits, timeToExpire, timeToBlockExpire } = record;
  return {
    limit,
    remaining: Math.max(0, limit - totalHits),
    resetMilliseconds: toMilliseconds(timeToExpire),
    waitMilliseconds: toMilliseconds(timeToBlockExpire),
  };
}

/** Seconds with a fraction lose nothing but what binary fractions cannot say. */
function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
