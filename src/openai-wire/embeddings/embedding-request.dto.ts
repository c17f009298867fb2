import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { maxModelLength } from '../read.js';

/** Longer than any model's vectors. */
const maxDimensions = 65_536;

export const embeddingFormats = ['float', 'base64'] as const;
export type EmbeddingFormat = (typeof embeddingFormats)[number];

/**
 * The plain fields of `POST /v1/embeddings`; `input` is a union, which its reader checks. Null counts as absent. Decorators
 * apply from the last to the first, so the type of a field stands below its range.
 */
export class EmbeddingRequestDto {
  @IsOptional()
  @MaxLength(maxModelLength, { message: `expected at most ${maxModelLength} characters` })
  @IsString()
  model?: string | null;

  @IsOptional()
  @Min(1)
  @Max(maxDimensions)
  @IsInt()
  dimensions?: number | null;

  @IsOptional()
  @IsIn(embeddingFormats)
  encoding_format?: EmbeddingFormat | null;

  @IsOptional()
  @IsString()
  user?: string | null;
}
