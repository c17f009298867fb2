/** Stands for anything that a constructor may be given: it has every property, and can be called. */
const hollow: object = new Proxy(() => undefined, { get: () => hollow, apply: () => hollow });

/** An instance to be read, not used: for what does not depend on what its class is given, such as names and descriptions. */
export function hollowInstance<T>(type: abstract new (...dependencies: never[]) => T): T {
  return Reflect.construct(
    type,
    Array.from({ length: type.length }, () => hollow),
  ) as T;
}
