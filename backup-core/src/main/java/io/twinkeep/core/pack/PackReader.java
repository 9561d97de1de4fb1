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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads chunks back from the packs of one set. Thread-safe. */
public final class PackReader {
    private static final int TAIL = 64 << 10;

    private final ObjectStore store;
    private final PackOrigin origin;
    private final Function<PackId, ObjectKey> keys;
    private final Supplier<ChunkCodec> codecs;
    private final ChunkDigests digests;
    private final Queue<ChunkCodec> idle = new ConcurrentLinkedQueue<>();

    /** @param keys where the pack of an id lies in this store (in a mirror the same as where it was made) */
    public PackReader(
            ObjectStore store, PackOrigin origin, Function<PackId, ObjectKey> keys, Supplier<ChunkCodec> codecs) {
        this.store = store;
        this.origin = origin;
        this.keys = keys;
        this.codecs = codecs;
        this.digests = new ChunkDigests(origin.key());
    }

    /** A pack as its own end describes it. */
    public record Indexed(PackRef ref, List<StoredChunk> chunks) {}

    /** Fetches sealed bytes. */
    public byte[] fetch(PackId pack, ByteRange range) {
        return store.get(keys.apply(pack), range);
    }

    /** Fetches and opens one chunk, and its base if it has one; checks its digest. */
    public byte[] read(StoredChunk chunk) {
        refuseSenseless(chunk);
        byte[] base = chunk.base() == null ? null : read(chunk.base());
        byte[] raw = open(chunk, fetch(chunk.pack(), new ByteRange(chunk.offset(), chunk.length())), 0, base);
        return checked(chunk, raw);
    }

    /** The chunk's raw bytes from sealed ones that lie at {@code offset} of {@code sealed}; its digest is not checked. */
    public byte[] open(StoredChunk chunk, byte[] sealed, int offset, byte[] base) {
        String what = what(chunk);
        refuseSenseless(chunk);
        if (base != null && base.length != chunk.rawLength()) {
            throw new Corrupt(what + " is corrupt: its base has another length");
        }
        byte[] encoded = new byte[ObjectCipher.plainLength(chunk.length())];
        new ObjectCipher(origin.key(), origin.header(chunk.pack()))
                .open(chunk.offset(), sealed, offset, chunk.length(), encoded, 0, what);
        byte[] raw = new byte[chunk.rawLength()];
        int length = decode(encoded, base, raw);
        if (length != raw.length) {
            throw new Corrupt(what + " is corrupt: it decodes to " + length + " bytes");
        }
        return raw;
    }

    // Before anything is fetched or allocated for it.
    private void refuseSenseless(StoredChunk chunk) {
        int raw = chunk.rawLength();
        int plain = ObjectCipher.plainLength(chunk.length());
        if (raw > ChunkCodec.MAX_CHUNK || plain < 0 || plain > raw + ChunkCodec.maxOverhead(raw)) {
            throw new Corrupt(what(chunk) + " is corrupt: its length makes no sense");
        }
    }

    private int decode(byte[] encoded, byte[] base, byte[] raw) {
        ChunkCodec codec = idle.poll();
        if (codec == null) {
            codec = codecs.get();
        }
        try {
            return codec.decode(encoded, 0, encoded.length, base, 0, raw, 0);
        } finally {
            idle.add(codec);
        }
    }

    /** The digests by which this set's chunks are known. */
    public ChunkDigests digests() {
        return digests;
    }

    /** @throws Corrupt if the bytes are not the chunk's */
    public byte[] checked(StoredChunk chunk, byte[] raw) {
        if (!digests.of(raw).equals(chunk.digest())) {
            throw new Corrupt(what(chunk) + " is corrupt: its bytes have another digest");
        }
        return raw;
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
