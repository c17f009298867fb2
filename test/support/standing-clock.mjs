// Loaded by a process before its program (`node --import`): its time is always the one that STANDING_CLOCK says, in
// milliseconds since 1970, as with the fake clock of the tests.
const now = Number(process.env.STANDING_CLOCK);
Date.now = () => now;
