/**
 * A repository as a place: its layout of keys, its identity, and the wraps of its data keys.
 * Stands on objectstore, crypto and json. Never looks into sets.
 * <pre>
 * repository.json                        create-once: format version, id, store profile
 * repository-copy.json                   the same again: opens the repository when the first is damaged
 * keys/WRAP-ID                           create-once: a data key wrapped by one key file or passphrase
 * epochs/N                               create-once: which region may act from now on
 * models/MODEL/SET/packs/PACK-ID         immutable
 * models/MODEL/SET/slots/N               create-once, in order
 * models/MODEL/SET/keys/WRAP-ID          copies of the wraps that open this set
 * models/MODEL/SET/verified/N            what was last verified by reading
 * outputs/YYYY/MM/DD/NAME                create-once: an output; NAME.1, NAME.2, … the parts of a large one
 * records/YYYY/MM/DD/REPOSITORY-N        create-once, in order: a segment of the catalogue's log
 * verified/outputs-and-records           how far those two were verified by reading
 * </pre>
 */
package io.twinkeep.core.repository;
