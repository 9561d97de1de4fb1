package io.twinkeep.core.tensor;

import io.twinkeep.core.ids.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The hash of a block number and the names of the tensors in a piece, each after its length. Not thread-safe. */
final class Role {
    private final MessageDigest digest = Sha256.newDigest();

    /** Starts over; block numbers count from 0 within a tensor. */
    Role block(long number) {
        digest.reset();
        digest.update(ByteBuffer.allocate(8).putLong(0, number));
        return this;
    }

    Role add(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        digest.update(bytes);
        return this;
    }

    /** Never 0, which means no role. */
    long finish() {
        long role = ByteBuffer.wrap(digest.digest()).getLong();
        return role == 0 ? 1 : role;
    }
}
