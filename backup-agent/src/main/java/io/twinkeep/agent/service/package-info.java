/**
 * The daemon, told from top to bottom: what starts and stops in which order, what each job does, and what is told of it.
 * Stands on all packages of the agent but the command line. Never knows what a job of another package does inside, nor what wakes it.
 *
 * <p>Below the folder {@code state}: {@code spool/} (see {@code spool}), {@code refused.jsonl} (facts that the database
 * will never take), {@code outputs.ledger}, {@code records.json} (see {@code archive}), {@code standing.json} (the region's role, as last told), {@code jobs.json} and
 * {@code schedules.json} (see {@code schedule}), {@code watch-MODEL.json} (what was taken last), {@code packs/} (a cache).
 */
package io.twinkeep.agent.service;
