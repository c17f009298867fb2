/**
 * The arguments of an earlier tool call as the object these APIs demand. Text that is no JSON object is kept under
 * `arguments`, so that the model sees what it wrote.
 */
export function parseToolInput(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Not JSON: told to the model as it is, below.
  }
  return { arguments: text };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
