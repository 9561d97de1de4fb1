/**
 * A region that keeps its part of the twin: the jobs {@code follow} and {@code parity} of the daemon, and what wakes them.
 * Stands on service and follow. Never copies or compares a byte itself.
 */
package io.twinkeep.agent.region;
