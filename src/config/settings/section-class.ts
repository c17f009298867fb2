/** A section of the configuration: a class whose properties are declared with `@Setting`. */
export type SectionClass<T extends object = object> = new () => T;
