/**
 * Big-endian bytes of stored formats, written and read again.
 * Stands on ids. Never believes a length before it was compared with what is there.
 */
package io.twinkeep.core.binary;
