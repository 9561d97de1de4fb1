/**
 * The cache of fresh outputs on a local disk: finds each new image once it is still and whole, remembers which ones were
 * recorded and stored, and makes room by rules.
 * Stands on metadata, which knows images and their sidecars. Never alters a file, and never removes one that is not recorded, or
 * that is important and not confirmed stored.
 */
package io.twinkeep.agent.cache;
