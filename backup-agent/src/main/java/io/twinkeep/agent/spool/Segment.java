package io.twinkeep.agent.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A file of frames, named by what must survive damage to its bytes.
 *
 * @param first sequence of its first frame
 * @param salt what its checksums begin with
 */
record Segment(Path file, long first, long salt) {
    static final int HEADER = 12;
    /** Since 2 a frame may be as long as a fact may be anywhere; in 1 none was longer than 4 MiB. */
    static final int VERSION = 2;

    private static final Pattern NAME = Pattern.compile("(\\d{20})-([0-9a-f]{16})\\.facts");
    private static final byte[] MAGIC = "TKSPOOL".getBytes(StandardCharsets.US_ASCII);

    static Segment in(Path directory, long first, long salt) {
        return new Segment(directory.resolve("%020d-%016x.facts".formatted(first, salt)), first, salt);
    }

    /** The segment that the file is by its name, if it is one. */
    static Optional<Segment> of(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches() || name.group(1).compareTo("09223372036854775807") > 0) {
            return Optional.empty();
        }
        return Optional.of(new Segment(file, Long.parseLong(name.group(1)), Long.parseUnsignedLong(name.group(2), 16)));
    }

    static byte[] header() {
        var header = ByteBuffer.allocate(HEADER).put(MAGIC).put((byte) VERSION);
        return header.putInt(checksum(header.array())).array();
    }

    /** The version of an intact header; nothing if it is cut or damaged, which costs no facts. */
    static Optional<Integer> version(byte[] header) {
        boolean intact = header.length == HEADER && ByteBuffer.wrap(header).getInt(HEADER - 4) == checksum(header);
        return intact ? Optional.of(header[HEADER - 5] & 0xff) : Optional.empty();
    }

    private static int checksum(byte[] header) {
        var checksum = new CRC32C();
        checksum.update(header, 0, HEADER - Integer.BYTES);
        return (int) checksum.getValue();
    }
}
