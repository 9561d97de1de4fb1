/**
 * Bytes by key, in a bucket or a directory; the only importer of the MinIO client.
 * Stands on ids, errors and parallel. Never knows what the bytes mean, and never retries a conditional create.
 */
package io.twinkeep.core.objectstore;
