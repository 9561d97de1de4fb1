/**
 * A model's directory, looked at from time to time because network disks tell nobody: whether it changed, whether it has
 * come to rest, and whether it is whole.
 * Stands on core's files. Never reads more than headers, and never backs anything up.
 */
package io.twinkeep.agent.watch;
