/**
 * A model's files on a local disk or, through commons-vfs2 (its only importer), elsewhere.
 * Stands on ids, errors and parallel. Never follows a symlink, and never knows what the bytes mean.
 */
package io.twinkeep.core.files;
