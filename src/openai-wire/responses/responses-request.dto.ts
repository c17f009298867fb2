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

const isNotText = ({ stop }: ResponsesRequestDto): boolean => typeof stop !== 'string';

/** The fewest tokens that an answer can be bounded to, as OpenAI has it. */
export const leastOutputTokens = 16;

/**
 * The plain fields of `POST /v1/responses` with the published ranges. Items, tools and formats are unions, which the readers
 * beside this file check. Null counts as absent everywhere. Decorators apply from the last to the first and the first fault
 * is the one that is told, so the type of a field stands below its range.
 */
export class ResponsesRequestDto {
  @IsOptional()
  @MaxLength(maxModelLength, { message: `expected at most ${maxModelLength} characters` })
  @IsString()
  model?: string | null;

  @IsOptional()
  @IsString()
  instructions?: string | null;

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
  @Min(leastOutputTokens)
  @IsInt()
  max_output_tokens?: number | null;

  @IsOptional()
  @Min(1)
  @IsInt()
  max_tool_calls?: number | null;

  @IsOptional()
  @ValidateIf(isNotText)
  @ArrayMaxSize(4, { message: 'must contain no more than 4 strings' })
  @IsString({ each: true, message: 'must hold only strings' })
  @IsArray({ message: 'must be a string or an array of strings' })
  stop?: string | string[] | null;

  @IsOptional()
  @IsBoolean()
  parallel_tool_calls?: boolean | null;

  @IsOptional()
  @IsIn(['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast'])
  service_tier?: string | null;

  @IsOptional()
  @MaxLength(512)
  @IsString()
  prompt_cache_key?: string | null;

  @IsOptional()
  @MaxLength(64)
  @IsString()
  safety_identifier?: string | null;

  @IsOptional()
  @IsIn(['auto', 'disabled'])
  truncation?: string | null;

  @IsOptional()
  @Min(0)
  @Max(20)
  @IsInt()
  top_logprobs?: number | null;

  @IsOptional()
  @IsBoolean()
  store?: boolean | null;

  @IsOptional()
  @IsBoolean()
  background?: boolean | null;

  @IsOptional()
  @IsString()
  previous_response_id?: string | null;
}
