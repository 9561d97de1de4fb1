/**
 * The benchmark: Twinkeep beside restic and borg, whole processes in turn on the same data; and Twinkeep's own parts and agents
 * beside the bars that we set ourselves. Stands on the programs' command lines, and for the agents on what the demonstration
 * starts. Never counts a figure before what was stored came back equal, and never writes outside its own folder.
 */
package io.twinkeep.bench;
