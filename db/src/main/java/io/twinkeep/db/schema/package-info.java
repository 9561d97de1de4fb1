/**
 * The schema's migrations, and the roles that it needs.
 * Stands on Flyway and connection. Never reads or writes a fact.
 */
package io.twinkeep.db.schema;
