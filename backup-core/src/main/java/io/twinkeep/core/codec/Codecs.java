package io.twinkeep.core.codec;

/** Where codecs come from. */
public final class Codecs {
    private Codecs() {}

    /** A codec for one thread; it keeps some megabytes of scratch memory, so make one per thread and use it again. */
    public static ChunkCodec create() {
        return new BlockedChunkCodec();
    }
}
