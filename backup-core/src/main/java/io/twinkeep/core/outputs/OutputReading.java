package io.twinkeep.core.outputs;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A file that is to be kept, looked through once: its digest and size, and its content where it is small enough to be
 * kept in one object.
 */
record OutputReading(Sha256 digest, long size, byte[] content) {
    static OutputReading of(FilePath path, OutputSource source, int small) {
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = source.open()) {
            byte[] content = in.readNBytes(small + 1);
            digest.update(content);
            if (content.length <= small) {
                return new OutputReading(Sha256.finish(digest), content.length, content);
            }
            long size = content.length;
            byte[] buffer = Arrays.copyOf(content, small);
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                size += count;
            }
            return new OutputReading(Sha256.finish(digest), size, null);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    boolean isSmall() {
        return content != null;
    }

    static Failed unreadable(FilePath path, IOException cause) {
        return new Failed("output " + path + " could not be read: " + cause.getMessage(), "", cause);
    }

    static Refused changed(FilePath path) {
        return new Refused("output " + path + " changed while it was read", "store it again once it is at rest");
    }
}
