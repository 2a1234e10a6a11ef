import { join } from 'node:path';
import { environment } from '../src/environment';

interface SqliteConnection {
  pragma(statement: string): unknown;
}

export default () => {
  const { databaseUrl, dataDir } = environment();
  if (databaseUrl) {
    return {
      connection: {
        client: 'postgres',
        connection: { connectionString: databaseUrl },
        pool: { min: 0, max: 10 },
      },
    };
  }
  return {
    connection: {
      client: 'sqlite',
      connection: { filename: join(dataDir, 'database', 'samleng.sqlite') },
      useNullAsDefault: true,
      pool: {
        // SQLite has one writer: one connection makes the others wait in line instead of failing.
        min: 1,
        max: 1,
        afterCreate(connection: SqliteConnection, done: (error: Error | null, it: SqliteConnection) => void) {
          connection.pragma('journal_mode = WAL');
          connection.pragma('synchronous = NORMAL');
          done(null, connection);
        },
      },
    },
  };
};
