/**
 * Core's catalogue of facts, kept in Postgres.
 * Stands on connection and records. Never decides who may write what: the schema does.
 */
package io.twinkeep.db.facts;
