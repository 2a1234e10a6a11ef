// Bundles the site's code: `node site/src/bundle.ts --out DIR`. A process of its own, because Vite
// needs more memory than everything after it.
import { parseArgs } from 'node:util';
import { bundleSite } from './bundle-site.ts';
import { loadEnvFile } from './environment.ts';

// Nobody waits for a bundle whose asker is gone.
const leave = () => process.exit(1);
process.once('disconnect', leave);
try {
  loadEnvFile();
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  if (!values.out) throw new Error('Name the folder to bundle into: --out DIR.');
  await bundleSite(values.out);
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
} finally {
  process.off('disconnect', leave);
  if (process.connected) process.disconnect();
}
