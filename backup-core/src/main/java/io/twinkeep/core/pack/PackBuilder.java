package io.twinkeep.core.pack;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.crypto.ObjectCipher;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.parallel.Stages;
import io.twinkeep.core.parallel.Stages.Stage;
import io.twinkeep.core.tensor.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fills one pack. Every chunk is encoded, sealed into the pack's own bytes, then opened again from there, decoded by a
 * fresh codec and compared with the source before {@link #add} returns. Not thread-safe; one builder per worker.
 */
public final class PackBuilder {

    /** The most bytes that a pack may have: what a reader is ready to believe. */
    public static final int MAX_PACK = 128 << 20;

    private final PackOrigin origin;
    private final PackId id;
    private final byte[] buffer;
    private final ObjectCipher sealing;
    private final ObjectCipher opening;
    private final ObjectCipher indexing;
    private final ChunkCodec encoder;
    private final ChunkCodec decoder;
    private final Scratch scratch;
    private final List<StoredChunk> chunks = new ArrayList<>();
    private final Checksum checksum = new Checksum();
    private int position;
    // Set for good by a failed check and by the end: a position is never sealed a second time, since its nonce would
    // be.
    private boolean over;

    /** What a worker lends its builders: buffers for one encoded and one decoded chunk, and where its time is noted. */
    public static final class Scratch {
        private static final int SMALL = 64 << 10;

        final Stages stages;
        byte[] encoded = {};
        byte[] opened = {};
        byte[] decoded = {};

        public Scratch() {
            this(new Stages());
        }

        public Scratch(Stages stages) {
            this.stages = stages;
        }

        /** Room for any chunk, or while all were small for any small one: clearing megabytes takes longer than those. */
        void makeRoomFor(int rawLength) {
            if (rawLength > decoded.length) {
                int length = rawLength <= SMALL ? SMALL : ChunkCodec.MAX_CHUNK;
                decoded = new byte[length];
                encoded = new byte[length + ChunkCodec.maxOverhead(length)];
                opened = new byte[encoded.length];
            }
        }
    }

    /** A chunk to be stored; {@code base} and {@code baseBytes} are null for one that stands alone. */
    public record Source(
            Sha256 digest, byte[] bytes, int length, ElementType type, StoredChunk base, byte[] baseBytes) {}

    /**
     * @param buffer the pack's bytes grow here; its length limits the pack's size
     * @param encoder used for every chunk of this builder
     * @param decoder checks every chunk; it must not be the encoder, so that no state is shared
     */
    public PackBuilder(
            PackOrigin origin, PackId id, byte[] buffer, ChunkCodec encoder, ChunkCodec decoder, Scratch scratch) {
        this.origin = origin;
        this.id = id;
        this.buffer = buffer;
        this.encoder = encoder;
        this.decoder = decoder;
        this.scratch = scratch;
        if (encoder == decoder) {
            throw new IllegalArgumentException("a codec can't check itself");
        }
        if (buffer.length > MAX_PACK) {
            throw new IllegalArgumentException("a pack of " + buffer.length + " bytes");
        }
        var header = origin.header(id);
        sealing = new ObjectCipher(origin.key(), header);
        opening = new ObjectCipher(origin.key(), header);
        indexing = new ObjectCipher(origin.key(), header, ObjectCipher.Purpose.INDEX);
        byte[] head = header.bytes();
        System.arraycopy(head, 0, buffer, 0, head.length);
        checksum.add(buffer, 0, head.length);
        position = head.length;
    }

    /** The smallest buffer that can hold any chunk. */
    public static int minimumBuffer() {
        return 2 * ChunkCodec.MAX_CHUNK;
    }

    public boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** Whether a chunk of so many raw bytes fits for sure. */
    public boolean hasRoomFor(int rawLength) {
        int worst = ObjectCipher.sealedLength(rawLength + ChunkCodec.maxOverhead(rawLength));
        int index = ObjectCipher.sealedLength(4 + PackIndex.ENTRY * (chunks.size() + 1));
        return (long) position + worst + index + PackFooter.BYTES <= buffer.length;
    }

    /**
     * Adds the chunk, coded alone or against its base, whichever is smaller by a quarter at least (a delta also costs
     * the restore its base).
     *
     * @throws Failed if what was sealed does not decode to the source: nothing of this pack may be stored then, and the
     *     builder takes no more
     */
    public StoredChunk add(Source source) {
        refuseIfOver();
        int length = source.length();
        // The codec sees only as many base bytes as it needs; the reader insists on the length, so it must be right.
        if (source.base() != null && source.base().rawLength() != length) {
            throw new IllegalArgumentException("a base of " + source.base().rawLength() + " bytes for " + length);
        }
        scratch.makeRoomFor(length);
        long start = System.nanoTime();
        int alone = -1;
        boolean delta = source.base() != null;
        int encoded = delta
                ? encoder.encodeDelta(
                        source.bytes(), 0, source.baseBytes(), 0, length, source.type(), scratch.encoded, 0)
                : encoder.encode(source.bytes(), 0, length, source.type(), scratch.encoded, 0);
        if (delta && 4L * encoded > 3L * source.base().length()) {
            alone = encoder.encode(source.bytes(), 0, length, source.type(), scratch.encoded, 0);
            delta = false;
        }
        scratch.stages.add(Stage.ENCODE, start, length);
        return append(source, delta, alone >= 0 ? alone : encoded);
    }

    private void refuseIfOver() {
        if (over) {
            throw new IllegalStateException("pack " + id + " is finished or failed");
        }
    }

    private StoredChunk append(Source source, boolean delta, int encoded) {
        over = true;
        long start = System.nanoTime();
        int sealed = sealing.seal(position, scratch.encoded, 0, encoded, buffer, position);
        scratch.stages.add(Stage.ENCRYPT, start, encoded);
        var chunk =
                new StoredChunk(source.digest(), source.length(), id, position, sealed, delta ? source.base() : null);
        long checking = System.nanoTime();
        check(chunk, source);
        scratch.stages.add(Stage.CHECK, checking, source.length());
        checksum.add(buffer, position, sealed);
        chunks.add(chunk);
        position += sealed;
        over = false;
        return chunk;
    }

    private void check(StoredChunk chunk, Source source) {
        String what = "chunk " + chunk.digest();
        int opened = opening.open(chunk.offset(), buffer, chunk.offset(), chunk.length(), scratch.opened, 0, what);
        byte[] base = chunk.base() == null ? null : source.baseBytes();
        Corrupt refusal = null;
        int decoded = -1;
        try {
            decoded = decoder.decode(scratch.opened, 0, opened, base, 0, scratch.decoded, 0);
        } catch (Corrupt e) {
            refusal = e;
        }
        if (decoded != source.length() || !Arrays.equals(scratch.decoded, 0, decoded, source.bytes(), 0, decoded)) {
            throw new Failed(
                    what + " decodes to other bytes than it was made from; nothing of it was stored",
                    "run the backup again; if it happens twice, test this machine's memory and report the file",
                    refusal);
        }
    }

    /**
     * Ends the pack with its index. The checksum, taken of each stretch right after its check, is taken once more of the
     * whole, so that nothing is stored that changed in memory since.
     *
     * @throws Failed if something did
     */
    public SealedPack seal() {
        long start = System.nanoTime();
        refuseIfOver();
        over = true;
        int indexOffset = position;
        byte[] index = PackIndex.write(chunks);
        position += indexing.seal(position, index, 0, index.length, buffer, position);
        checksum.add(buffer, indexOffset, position - indexOffset);
        if (Checksum.of(buffer, 0, position) != checksum.value()) {
            throw new Failed("pack " + id + " changed in memory after it was checked", "test this machine's memory");
        }
        PackFooter.write(buffer, position, new PackFooter(checksum.value(), indexOffset, position - indexOffset));
        position += PackFooter.BYTES;
        var ref = new PackRef(id, position, checksum.value());
        scratch.stages.add(Stage.PACK, start, position);
        return new SealedPack(ref, new ObjectBody(buffer, 0, position), List.copyOf(chunks));
    }

    public PackOrigin origin() {
        return origin;
    }
}
