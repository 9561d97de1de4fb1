/**
 * The benchmark: Twinkeep beside restic and borg, whole processes in turn on the same data.
 * Stands on the programs' command lines, and on backup-core for JSON only. Never counts a figure before what was stored came back
 * equal, and never writes outside its own folder.
 */
package io.twinkeep.bench;
