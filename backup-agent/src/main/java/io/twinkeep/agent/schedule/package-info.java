/**
 * When jobs run: cron times in UTC, spread over a fleet, caught up on once after they were missed, never twice at a time.
 * Stands on backup-core; the only importer of Quartz. Never knows what a job does.
 *
 * <pre>
 * jobs.json        since when each job's next time is counted: its last success, or when it was first planned
 * schedules.json   what the database said last, for times without it
 * </pre>
 */
package io.twinkeep.agent.schedule;
