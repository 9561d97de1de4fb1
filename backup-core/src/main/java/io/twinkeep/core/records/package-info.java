/**
 * The catalogue's log: what the facts' database can be made of again, kept in encrypted segments that nobody overwrites.
 * Stands on placed, facts and repository. Never asks what an entry means.
 *
 * <pre>
 * records/YYYY/MM/DD/REPOSITORY-N   segment N of that repository and day, from 000000 without gaps; a mirror holds those of
 *                                   the repository that it comes from beside its own
 * </pre>
 */
package io.twinkeep.core.records;
