/**
 * Important images on their way into a repository: a bounded queue, and the lane that empties it beside every backup.
 * Stands on cache, which knows the images, and on core's outputs. Never tells the ledger of an image before the store has
 * confirmed it, and never waits for one image because of another.
 */
package io.twinkeep.agent.upload;
