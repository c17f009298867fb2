const secondsOfDay = 86_400;

/** The longest that an operator may ask to wait, or allow a run to take. */
export const longest = { seconds: secondsOfDay, milliseconds: secondsOfDay * 1_000 };

/** What an operator allows a run to take. As with the other clients of the protocol, 0 is no limit of the operator's. */
export function allowedMilliseconds(given: number | undefined): number | undefined {
  return given === 0 ? undefined : given;
}
