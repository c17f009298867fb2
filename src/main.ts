import { startGateway } from './start-gateway.js';

process.exit(await startGateway(process.argv.slice(2)));
