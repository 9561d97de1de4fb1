package io.twinkeep.core.crypto;

import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.RepositoryId;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A 256-bit data key of one repository and its mirrors. {@code generation} counts rotations from 1; new sets use the newest.
 * Prints its id only.
 */
public final class DataKey {
    static final int BYTES = 32;

    private final RepositoryId repository;
    private final KeyId id;
    private final int generation;
    private final byte[] secret;

    DataKey(RepositoryId repository, KeyId id, int generation, byte[] secret) {
        if (secret.length != BYTES || generation < 1) {
            throw new IllegalArgumentException("not a data key");
        }
        this.repository = repository;
        this.id = id;
        this.generation = generation;
        this.secret = secret.clone();
    }

    /** @param random must be cryptographically strong */
    public static DataKey create(RepositoryId repository, int generation, RandomGenerator random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new DataKey(repository, KeyId.random(random), generation, secret);
    }

    /** The repository that it was made for; its mirrors hold what it seals under the same name. */
    public RepositoryId repository() {
        return repository;
    }

    public KeyId id() {
        return id;
    }

    public int generation() {
        return generation;
    }

    byte[] secret() {
        return secret;
    }

    /** The key of one use: HKDF-SHA256 (RFC 5869) of this key with the salt and a label. */
    SecretKey derive(byte[] salt, String label) {
        return new SecretKeySpec(Hkdf.derive(secret, salt, label), "AES");
    }

    /** A MAC key of this data key for a purpose, for example the names of outputs. */
    public byte[] macKey(String label) {
        return Hkdf.derive(secret, new byte[0], label);
    }

    @Override
    public String toString() {
        return "data key " + id + " (generation " + generation + ")";
    }
}
