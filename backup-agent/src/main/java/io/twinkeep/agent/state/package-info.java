/**
 * Small things that the daemon must not forget: one JSON object in one file, replaced as a whole.
 * Stands on core's JSON. Never knows what the object means.
 */
package io.twinkeep.agent.state;
