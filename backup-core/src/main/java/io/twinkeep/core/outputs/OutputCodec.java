package io.twinkeep.core.outputs;

import io.twinkeep.core.binary.BinaryReader;
import io.twinkeep.core.binary.BinaryWriter;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.FilePath;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.placed.PlacedHeader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/** What an output's object says of it: its parts in the clear, the rest in its index (FORMAT.md, "Outputs"). */
final class OutputCodec {
    /** Enough for any header and index: paths have at most 4,096 bytes. */
    static final int MAX_START = 8 << 10;

    private static final int VERSION = 1;
    static final int MAX_PARTS = 99_999;

    private OutputCodec() {}

    static byte[] details(int parts) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(parts).array();
    }

    /** Not authenticated unless a stretch was opened. */
    static int parts(PlacedHeader header, String what) {
        byte[] details = header.details();
        int parts = details.length == Integer.BYTES ? ByteBuffer.wrap(details).getInt() : -1;
        if (parts < 0 || parts > MAX_PARTS) {
            throw new Corrupt(what + " is corrupt: its header makes no sense");
        }
        return parts;
    }

    static byte[] index(Output output) {
        Instant modified = output.description().modified();
        return new BinaryWriter()
                .count(VERSION)
                .sized(output.description().path().bytes())
                .sized(output.description().mediaType().getBytes(StandardCharsets.US_ASCII))
                .raw(output.digest().bytes())
                .i64(output.size())
                .i64(modified.getEpochSecond())
                .i32(modified.getNano())
                .bytes();
    }

    static Output read(ObjectKey key, int parts, byte[] index, String what) {
        try {
            var in = new BinaryReader(index);
            long version = in.count();
            if (version != VERSION) {
                throw new Refused(
                        what + " has version " + version + " of an output's index, this Twinkeep knows " + VERSION,
                        "use the Twinkeep that wrote it, or a newer one");
            }
            FilePath path = FilePath.ofBytes(in.sized());
            String mediaType = new String(in.sized(), StandardCharsets.US_ASCII);
            var digest = in.sha256();
            long size = in.i64();
            var description = new Output.Description(path, mediaType, Instant.ofEpochSecond(in.i64(), in.i32()));
            in.end();
            return new Output(key, description, digest, size, parts);
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new Corrupt(what + " is corrupt: its index makes no sense", "", e);
        }
    }
}
