package io.twinkeep.core.crypto;

/** What a person holds to open a wrapped data key: a key file or a passphrase. Prints nothing of the secret. */
public sealed interface KeySource permits KeyFile, Passphrase {}
