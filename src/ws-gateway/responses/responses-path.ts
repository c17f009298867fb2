export const responsesPath = '/v1/responses';
