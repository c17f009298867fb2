import { IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { RunRequestDto, mostOutputTokens } from '../run-request.dto.js';

/**
 * The plain fields of `POST /v1/chat/completions`. Messages, tools and formats are unions, which the readers beside this file
 * check.
 */
export class ChatRequestDto extends RunRequestDto {
  @IsOptional()
  @Min(1)
  @Max(mostOutputTokens)
  @IsInt()
  max_tokens?: number | null;

  @IsOptional()
  @Min(1)
  @Max(mostOutputTokens)
  @IsInt()
  max_completion_tokens?: number | null;

  @IsOptional()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @IsInt()
  seed?: number | null;

  @IsOptional()
  @IsObject()
  logit_bias?: Record<string, unknown> | null;

  @IsOptional()
  @IsIn(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])
  reasoning_effort?: string | null;

  @IsOptional()
  @IsIn(['low', 'medium', 'high'])
  verbosity?: string | null;

  @IsOptional()
  @IsIn(['auto', 'default', 'flex', 'scale', 'priority', 'fast'])
  service_tier?: string | null;

  @IsOptional()
  @Min(1)
  @Max(128)
  @IsInt()
  n?: number | null;

  @IsOptional()
  @IsString({ each: true, message: 'must hold only strings' })
  @IsArray()
  modalities?: string[] | null;

  @IsOptional()
  @IsBoolean()
  logprobs?: boolean | null;
}
