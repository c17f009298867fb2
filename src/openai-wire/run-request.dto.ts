import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
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
import { maxModelLength } from './read.js';

/** The most tokens that an answer can be bounded to; OpenAI names no bound. Larger than any model, and small enough to be summed. */
export const mostOutputTokens = 2 ** 31 - 1;

const isNotText = ({ stop }: RunRequestDto): boolean => typeof stop !== 'string';

/**
 * The plain fields that chat completions and responses have alike, with OpenAI's ranges. Null counts as absent everywhere, as with
 * OpenAI. Decorators apply from the last to the first and the first fault is the one that is told, so the type of a field stands
 * below its range.
 */
export abstract class RunRequestDto {
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
  @ValidateIf(isNotText)
  @ArrayMaxSize(4, { message: 'must contain no more than 4 strings' })
  @IsString({ each: true, message: 'must hold only strings' })
  @IsArray({ message: 'must be a string or an array of strings' })
  stop?: string | string[] | null;

  @IsOptional()
  @MaxLength(512)
  @IsString()
  prompt_cache_key?: string | null;

  @IsOptional()
  @IsBoolean()
  parallel_tool_calls?: boolean | null;

  @IsOptional()
  @Min(0)
  @Max(20)
  @IsInt()
  top_logprobs?: number | null;
}
