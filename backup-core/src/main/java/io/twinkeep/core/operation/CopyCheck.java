package io.twinkeep.core.operation;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.pack.PackRef;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Whether a copy arrived. S3 servers answer the MD5 of what they stored as the ETag of a single PUT; where that is not
 * so, the copy is read back.
 */
final class CopyCheck {
    private CopyCheck() {}

    static boolean arrived(ObjectStore store, ObjectKey key, byte[] sent, PackRef pack) {
        Optional<ObjectInfo> info = store.find(key);
        if (info.isEmpty() || info.get().size() != pack.size()) {
            return false;
        }
        return info.get().etag().equals(md5(sent)) || pack.matches(store.get(key, pack.size()));
    }

    static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }
}
