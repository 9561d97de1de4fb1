/**
 * A Postgres, and a standby of it, out of a jar: for tests and the demonstration, never for facts that matter (no fsync).
 * Stands on schema. Never comes with the program: its libraries are loaded from where the caller has them.
 */
package io.twinkeep.db.embedded;
