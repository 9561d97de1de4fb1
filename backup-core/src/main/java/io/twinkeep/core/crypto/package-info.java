/**
 * Sealed objects and the keys that open them: AES-256-GCM under a fresh key per object, data keys wrapped by key files or passphrases.
 * Stands on ids and errors; the only importer of Bouncy Castle. Never stores or prints a key in the clear.
 */
package io.twinkeep.core.crypto;
