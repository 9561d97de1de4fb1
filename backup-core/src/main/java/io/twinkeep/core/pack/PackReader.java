package io.twinkeep.core.pack;

import io.twinkeep.core.codec.ChunkCodec;
import io.twinkeep.core.crypto.ChunkDigests;
import io.twinkeep.core.crypto.ObjectCipher;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.objectstore.ByteRange;
import io.twinkeep.core.objectstore.ObjectStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads chunks back from the packs of one set. Thread-safe. */
public final class PackReader {
    private static final int TAIL = 64 << 10;
    private static final int CIPHERS = 4;

    private final ObjectStore store;
    private final PackOrigin origin;
    private final Function<PackId, ObjectKey> keys;
    private final Supplier<ChunkCodec> codecs;
    private final ChunkDigests digests;
    private final Queue<Decoding> idle = new ConcurrentLinkedQueue<>();

    /** @param keys where the pack of an id lies in this store (in a mirror the same as where it was made) */
    public PackReader(
            ObjectStore store, PackOrigin origin, Function<PackId, ObjectKey> keys, Supplier<ChunkCodec> codecs) {
        this.store = store;
        this.origin = origin;
        this.keys = keys;
        this.codecs = codecs;
        this.digests = new ChunkDigests(origin.key());
    }

    /** What one thread at a time needs to open chunks, kept because a fresh array of megabytes costs as much as opening. */
    private static final class Decoding {
        private final ChunkCodec codec;
        private byte[] encoded = new byte[0];
        private byte[] base = new byte[0];
        // Of the packs that chunks and their bases were last in: a cipher's key costs more than opening a small chunk.
        private final Map<PackId, ObjectCipher> ciphers = new LinkedHashMap<>(2 * CIPHERS, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<PackId, ObjectCipher> eldest) {
                return size() > CIPHERS;
            }
        };

        Decoding(ChunkCodec codec) {
            this.codec = codec;
        }

        byte[] encoded(int length) {
            encoded = grown(encoded, length);
            return encoded;
        }

        byte[] base(int length) {
            base = grown(base, length);
            return base;
        }

        private static byte[] grown(byte[] array, int length) {
            return array.length >= length ? array : new byte[length];
        }
    }

    /** A pack as its own end describes it. */
    public record Indexed(PackRef ref, List<StoredChunk> chunks) {}

    /** Fetches sealed bytes. */
    public byte[] fetch(PackId pack, ByteRange range) {
        return store.get(keys.apply(pack), range);
    }

    /** The chunk's raw bytes; see {@link #read(StoredChunk, byte[])}. */
    public byte[] read(StoredChunk chunk) {
        refuseSenseless(chunk);
        byte[] raw = new byte[chunk.rawLength()];
        read(chunk, raw);
        return raw;
    }

    /**
     * Fetches and opens one chunk, and its base if it has one, to the start of {@code out}; checks its digest.
     *
     * @param out at least as long as the chunk's raw bytes
     */
    public void read(StoredChunk chunk, byte[] out) {
        refuseSenseless(chunk);
        Decoding decoding = decoding();
        byte[] base = null;
        if (chunk.base() != null) {
            base = decoding.base(chunk.base().rawLength());
            read(chunk.base(), base);
        }
        open(decoding, chunk, fetch(chunk.pack(), new ByteRange(chunk.offset(), chunk.length())), 0, base, out);
        idle.add(decoding);
        check(chunk, out);
    }

    /**
     * Opens a chunk, whose sealed bytes lie at {@code offset} of {@code sealed}, to the start of {@code out}; its digest
     * is not checked.
     *
     * @param base starts with the raw bytes of the chunk's base; null if it stands alone
     * @param out at least as long as the chunk's raw bytes
     */
    public void open(StoredChunk chunk, byte[] sealed, int offset, byte[] base, byte[] out) {
        refuseSenseless(chunk);
        Decoding decoding = decoding();
        open(decoding, chunk, sealed, offset, base, out);
        idle.add(decoding);
    }

    private Decoding decoding() {
        Decoding decoding = idle.poll();
        return decoding == null ? new Decoding(codecs.get()) : decoding;
    }

    private void open(Decoding decoding, StoredChunk chunk, byte[] sealed, int offset, byte[] base, byte[] out) {
        int plain = ObjectCipher.plainLength(chunk.length());
        byte[] encoded = decoding.encoded(plain);
        decoding.ciphers
                .computeIfAbsent(chunk.pack(), pack -> new ObjectCipher(origin.key(), origin.header(pack)))
                .open(chunk.offset(), sealed, offset, chunk.length(), encoded, 0, what(chunk));
        int length = decoding.codec.decode(encoded, 0, plain, base, 0, out, 0);
        if (length != chunk.rawLength()) {
            throw new Corrupt(what(chunk) + " is corrupt: it decodes to " + length + " bytes");
        }
    }

    // Before anything is fetched or allocated for it.
    private void refuseSenseless(StoredChunk chunk) {
        int raw = chunk.rawLength();
        if (chunk.base() != null && chunk.base().rawLength() != raw) {
            throw new Corrupt(what(chunk) + " is corrupt: its base has another length");
        }
        int plain = ObjectCipher.plainLength(chunk.length());
        if (raw > ChunkCodec.MAX_CHUNK || plain < 0 || plain > raw + ChunkCodec.maxOverhead(raw)) {
            throw new Corrupt(what(chunk) + " is corrupt: its length makes no sense");
        }
    }

    /** The digests by which this set's chunks are known. */
    public ChunkDigests digests() {
        return digests;
    }

    /** @throws Corrupt if the array does not start with the chunk's bytes */
    public void check(StoredChunk chunk, byte[] raw) {
        if (!digests.of(raw, 0, chunk.rawLength()).equals(chunk.digest())) {
            throw new Corrupt(what(chunk) + " is corrupt: its bytes have another digest");
        }
    }

    /**
     * A pack and its chunks, from its own index.
     *
     * @param size the pack's size in bytes, as the store tells it
     * @throws Corrupt if the pack does not end with the index that it was sealed with
     */
    public Indexed index(PackId pack, long size) {
        String what = "pack " + pack + " at " + keys.apply(pack);
        int tailLength = (int) Math.min(size, TAIL);
        if (tailLength < PackFooter.BYTES || size > PackBuilder.MAX_PACK) {
            throw new Corrupt(what + " is corrupt: it has " + size + " bytes");
        }
        byte[] tail = fetch(pack, new ByteRange(size - tailLength, tailLength));
        PackFooter footer = PackFooter.read(tail, tailLength - PackFooter.BYTES, what);
        int indexOffset = footer.indexOffset();
        int indexLength = footer.indexLength();
        if (indexOffset < 0
                || indexLength < ObjectCipher.TAG
                || (long) indexOffset + indexLength + PackFooter.BYTES != size) {
            throw new Corrupt(what + " is corrupt: its footer makes no sense");
        }
        byte[] sealed = indexLength + PackFooter.BYTES <= tailLength
                ? Arrays.copyOfRange(tail, tailLength - PackFooter.BYTES - indexLength, tailLength - PackFooter.BYTES)
                : fetch(pack, new ByteRange(indexOffset, indexLength));
        byte[] index = new byte[Math.max(0, ObjectCipher.plainLength(indexLength))];
        new ObjectCipher(origin.key(), origin.header(pack), ObjectCipher.Purpose.INDEX)
                .open(indexOffset, sealed, 0, indexLength, index, 0, what);
        var ref = new PackRef(pack, (int) size, footer.checksum());
        return new Indexed(ref, PackIndex.read(index, pack, what));
    }

    private String what(StoredChunk chunk) {
        return "chunk " + chunk.digest() + " of pack " + keys.apply(chunk.pack());
    }
}
