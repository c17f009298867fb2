import { startSmall } from './engine-settings.js';
import { holdProcess } from './hold-process.js';

startSmall();
const { startGateway } = await import('./start-gateway.js');
holdProcess();
process.exit(await startGateway(process.argv.slice(2)));
