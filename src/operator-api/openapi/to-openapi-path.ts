/** A path of Nest in the words of OpenAPI: `:key` and `*id` become `{key}` and `{id}`. */
export function toOpenApiPath(path: string): string {
  return path.replaceAll(/[:*](\w+)/g, '{$1}');
}
