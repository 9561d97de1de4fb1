/**
 * Placed objects: sealed objects that name the place they were made for, and of which anyone can tell without a key
 * whether they are whole. Stands on crypto, repository and pack's checksum. Never asks what they hold.
 *
 * <pre>
 * header      of a sealed object; its clear part: repository id, key, sealed length of the index, details of the kind
 * index       a stretch that says what the content is; absent where its length is 0
 * content     a stretch
 * tail        checksum i64 of all before, "TWKQ"
 * </pre>
 */
package io.twinkeep.core.placed;
