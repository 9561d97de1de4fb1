/**
 * Connections to a replicated Postgres, their limits, and the sorting of its failures.
 * Stands on the JDBC driver, the pool and core's errors. Never knows a table.
 */
package io.twinkeep.db.connection;
