/**
 * A standby that follows: the alias' version of a model kept present, proven and served in this region.
 * Stands on the engine and on the catalogue's interfaces. Never decides which version is wanted, and never reads a setting.
 *
 * <pre>
 * ROOT/current                     symlink to versions/DIGEST, switched by one rename
 * ROOT/versions/DIGEST             a whole version; the name is given after every byte was read back and found right
 * ROOT/versions/.incoming-DIGEST   on its way; an interrupted restore goes on there
 * ROOT/versions/.leaving-DIGEST    on its way out
 * ROOT/.twinkeep-follow/           lock, state, and DIGEST.ledger: what each file of a version is, and when it was read
 * </pre>
 */
package io.twinkeep.agent.follow;
