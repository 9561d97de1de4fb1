/**
 * What made an image: read from its sidecar, its PNG text, its EXIF and XMP, in this order of trust.
 * Stands on backup-core. Never alters a file, never fetches what metadata refers to, and never fails because of what it
 * reads: everything here was written by strangers.
 */
package io.twinkeep.agent.metadata;
