/**
 * Names and numbers that cannot hold a wrong value once constructed.
 * Stands on nothing. Never touches a disk, a store or a clock.
 */
package io.twinkeep.core.ids;
