import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { maxModelLength } from '../read.js';

const isNotText = ({ stop }: ChatRequestDto): boolean => typeof stop !== 'string';

/**
 * The plain fields of `POST /v1/chat/completions` with OpenAI's ranges. Messages, tools and formats are unions, which the
 * readers beside this file check. Null counts as absent everywhere, as with OpenAI. Decorators apply from the last to the
 * first and the first fault is the one that is told, so the type of a field stands below its range.
 */
export class ChatRequestDto {
  @IsOptional()
  @MaxLength(maxModelLength, { message: `expected at most ${maxModelLength} characters` })
  @IsString()
  model?: string | null;

  @IsOptional()
  @IsBoolean()
  stream?: boolean | null;

  @IsOptional()
  @IsObject()
  stream_options?: Record<string, unknown> | null;

  @IsOptional()
  @IsString()
  user?: string | null;

  @IsOptional()
  @Min(0)
  @Max(2)
  @IsNumber({}, { message: 'must be a number' })
  temperature?: number | null;

  @IsOptional()
  @Min(0)
  @Max(1)
  @IsNumber({}, { message: 'must be a number' })
  top_p?: number | null;

  @IsOptional()
  @Min(-2)
  @Max(2)
  @IsNumber({}, { message: 'must be a number' })
  frequency_penalty?: number | null;

  @IsOptional()
  @Min(-2)
  @Max(2)
  @IsNumber({}, { message: 'must be a number' })
  presence_penalty?: number | null;

  @IsOptional()
  @Min(1)
  @IsInt()
  max_tokens?: number | null;

  @IsOptional()
  @Min(1)
  @IsInt()
  max_completion_tokens?: number | null;

  @IsOptional()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @IsInt()
  seed?: number | null;

  @IsOptional()
  @ValidateIf(isNotText)
  @ArrayMaxSize(4, { message: 'must contain no more than 4 strings' })
  @IsString({ each: true, message: 'must hold only strings' })
  @IsArray({ message: 'must be a string or an array of strings' })
  stop?: string | string[] | null;

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
  @MaxLength(512)
  @IsString()
  prompt_cache_key?: string | null;

  @IsOptional()
  @IsBoolean()
  parallel_tool_calls?: boolean | null;

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

  @IsOptional()
  @Min(0)
  @Max(20)
  @IsInt()
  top_logprobs?: number | null;
}
