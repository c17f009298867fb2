import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { RunRequestDto, mostOutputTokens } from '../run-request.dto.js';

/** The fewest tokens that an answer can be bounded to, as OpenAI has it. */
export const leastOutputTokens = 16;

/** The plain fields of `POST /v1/responses`. Items, tools and formats are unions, which the readers beside this file check. */
export class ResponsesRequestDto extends RunRequestDto {
  @IsOptional()
  @IsString()
  instructions?: string | null;

  @IsOptional()
  @Min(leastOutputTokens)
  @Max(mostOutputTokens)
  @IsInt()
  max_output_tokens?: number | null;

  @IsOptional()
  @Min(1)
  @IsInt()
  max_tool_calls?: number | null;

  @IsOptional()
  @IsIn(['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast'])
  service_tier?: string | null;

  @IsOptional()
  @MaxLength(64)
  @IsString()
  safety_identifier?: string | null;

  @IsOptional()
  @IsIn(['auto', 'disabled'])
  truncation?: string | null;

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
