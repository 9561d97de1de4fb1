/**
 * Facts as bytes, in a form that spools and repositories keep for good.
 * Stands on catalog and binary. Never guesses: a kind or version that it does not know is refused.
 */
package io.twinkeep.core.facts;
