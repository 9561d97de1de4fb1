/**
 * Bounded fan-out over virtual threads, where every parallel loop of the engine has a limit and one way to fail; and what
 * the stages of such work took. Stands on nothing. Never holds work that nobody waits for.
 */
package io.twinkeep.core.parallel;
