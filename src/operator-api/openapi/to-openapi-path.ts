/** A path of Nest in the words of OpenAPI: `:key` and `*id` become `{key}` and `{id}`. */
export function toOpenApiPath(path: string): string {
  return path.replaceAll(/[:*](\w+)/g, '{$1}');
}

/** The names of its variables, in order. */
export function pathVariables(path: string): string[] {
  return [...path.matchAll(/[:*](\w+)/g)].map(([, name = '']) => name);
}
