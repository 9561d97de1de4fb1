/**
 * Failures, sorted by what to do next; each class is one exit code and one HTTP status.
 * Stands on nothing. Never logs and never retries.
 */
package io.twinkeep.core.errors;
