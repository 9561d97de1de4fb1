/**
 * Bounded fan-out over virtual threads: every parallel loop of the engine has a limit and one way to fail.
 * Stands on nothing. Never holds work that nobody waits for.
 */
package io.twinkeep.core.parallel;
