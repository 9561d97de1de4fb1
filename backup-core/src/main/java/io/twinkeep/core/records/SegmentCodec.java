package io.twinkeep.core.records;

import io.twinkeep.core.binary.BinaryReader;
import io.twinkeep.core.binary.BinaryWriter;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.facts.StoredFact;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The content of a segment: facts one behind the other, compressed where that helps (FORMAT.md, "Records"). */
final class SegmentCodec {
    /** Facts of more bytes than this go into the next segment; a single one may be larger. */
    static final int USUAL = 8 << 20;

    private static final int MAX_RAW = StoredFact.MAX_BYTES + (1 << 20);
    private static final int VERSION = 1;
    private static final int PLAIN = 0;
    private static final int ZLIB = 1;

    private SegmentCodec() {}

    static byte[] encode(List<StoredFact> facts) {
        var raw = new BinaryWriter();
        for (StoredFact fact : facts) {
            raw.count(fact.kind()).u8(fact.version()).sized(fact.bytes());
        }
        byte[] plain = raw.bytes();
        byte[] small = deflated(plain);
        boolean helps = small.length < plain.length;
        return new BinaryWriter()
                .u8(VERSION)
                .u8(helps ? ZLIB : PLAIN)
                .count(plain.length)
                .raw(helps ? small : plain)
                .bytes();
    }

    private static byte[] deflated(byte[] plain) {
        var out = new ByteArrayOutputStream(plain.length / 2);
        try (var deflater = new Deflater()) {
            deflater.setInput(plain);
            deflater.finish();
            byte[] buffer = new byte[64 << 10];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return out.toByteArray();
    }

    /**
     * @throws Refused if its form is not known here
     * @throws Corrupt if the bytes make no sense
     */
    static List<StoredFact> decode(byte[] content, String what) {
        try {
            var in = new BinaryReader(content);
            int version = in.u8();
            int coding = in.u8();
            if (version != VERSION || coding > ZLIB) {
                throw new Refused(
                        what + " has version " + version + "." + coding + " of a segment, which is not known here",
                        "use the Twinkeep that wrote it, or a newer one");
            }
            int length = in.smallCount(MAX_RAW);
            byte[] rest = in.raw(in.left());
            return facts(new BinaryReader(coding == ZLIB ? inflated(rest, length) : checked(rest, length)));
        } catch (BufferUnderflowException | IllegalArgumentException | DataFormatException e) {
            throw new Corrupt(what + " is corrupt: its content makes no sense", "", e);
        }
    }

    private static byte[] checked(byte[] plain, int length) {
        if (plain.length != length) {
            throw new IllegalArgumentException(plain.length + " bytes instead of " + length);
        }
        return plain;
    }

    private static byte[] inflated(byte[] small, int length) throws DataFormatException {
        byte[] plain = new byte[length];
        try (var inflater = new Inflater()) {
            inflater.setInput(small);
            int at = 0;
            while (at < length && !inflater.finished() && !inflater.needsInput() && !inflater.needsDictionary()) {
                at += inflater.inflate(plain, at, length - at);
            }
            if (at != length || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw new IllegalArgumentException("not " + length + " bytes");
            }
        }
        return plain;
    }

    private static List<StoredFact> facts(BinaryReader in) {
        var facts = new ArrayList<StoredFact>();
        while (in.hasMore()) {
            facts.add(new StoredFact(in.smallCount(0xffff), in.u8(), in.sized()));
        }
        return facts;
    }
}
