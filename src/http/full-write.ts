/** Characters after which an item of an event stream ends, so that a reader who is slow holds little more than that. */
export const fullWrite = 64 * 1024;
