import { startSmall } from './engine-settings.js';

startSmall();
const { startGateway } = await import('./start-gateway.js');
process.exit(await startGateway(process.argv.slice(2)));
