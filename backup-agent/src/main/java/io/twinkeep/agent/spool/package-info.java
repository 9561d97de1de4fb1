/**
 * A durable local journal of facts: what was appended is told again after any crash, in order, until it is released; and
 * the drain that hands facts to a sink and releases what its standby has replayed.
 * Stands on backup-core. Never drops an acknowledged fact, and never asks what a fact means.
 *
 * <pre>
 * lock                               held by the one process that uses the directory
 * released                           "TKREL", version 1, 2 zeros, sequence u64, CRC-32C u32: all up to it may go
 * archived                           in the same form: all up to it the archive has; without it nobody keeps an archive
 * &lt;first, 20 digits&gt;-&lt;salt, 16 hex&gt;.facts  a segment: its first sequence, and what its checksums are salted with
 *   header   "TKSPOOL", version 2, CRC-32C u32 of these 8 bytes; version 1 has the same form, with frames up to 4 MiB
 *   frame    "TKF1", payload length u32, sequence u64, kind u16, version u8, 0, payload, CRC-32C u32
 *            of salt and all before it in the frame; sequences grow by 1
 * </pre>
 *
 * Numbers are big-endian. Segments are synced before their facts are acknowledged. What follows the last intact frame of the last
 * segment was never acknowledged and is cut off on opening. A damaged frame with an intact one behind it is
 * reported with its place and the number of facts lost, and reading goes on behind it. The salt, drawn at random, keeps text inside a
 * payload from passing for a frame then.
 */
package io.twinkeep.agent.spool;
