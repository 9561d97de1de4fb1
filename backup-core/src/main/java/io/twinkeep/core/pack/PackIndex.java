package io.twinkeep.core.pack;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The index at a pack's end, as bytes (FORMAT.md, "Pack index"). */
final class PackIndex {
    private static final int ALONE = Sha256.BYTES + 12 + 1;
    private static final int BASE = Sha256.BYTES + Token.BYTES + 12;

    private PackIndex() {}

    /** The most bytes that one chunk takes. */
    static final int ENTRY = ALONE + BASE;

    static byte[] write(List<StoredChunk> chunks) {
        int length = 4;
        for (StoredChunk chunk : chunks) {
            length += chunk.base() == null ? ALONE : ENTRY;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putInt(chunks.size());
        for (StoredChunk chunk : chunks) {
            chunk.digest().write(out);
            out.putInt(chunk.rawLength()).putInt(chunk.offset()).putInt(chunk.length());
            StoredChunk base = chunk.base();
            out.put((byte) (base == null ? 0 : 1));
            if (base != null) {
                base.digest().write(out);
                base.pack().token().write(out);
                out.putInt(base.rawLength()).putInt(base.offset()).putInt(base.length());
            }
        }
        return out.array();
    }

    static List<StoredChunk> read(byte[] index, PackId pack, String what) {
        try {
            ByteBuffer in = ByteBuffer.wrap(index);
            int count = in.getInt();
            var chunks = new ArrayList<StoredChunk>();
            for (int i = 0; i < count; i++) {
                Sha256 digest = Sha256.read(in);
                int rawLength = in.getInt();
                int offset = in.getInt();
                int length = in.getInt();
                StoredChunk base = hasBase(in.get()) ? readBase(in) : null;
                chunks.add(new StoredChunk(digest, rawLength, pack, offset, length, base));
            }
            if (count < 0 || in.hasRemaining()) {
                throw new IllegalArgumentException(count + " chunks do not fill it");
            }
            return chunks;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new Corrupt(what + " is corrupt: its index makes no sense", "", e);
        }
    }

    private static boolean hasBase(int flag) {
        if (flag < 0 || flag > 1) {
            throw new IllegalArgumentException("unknown flag " + flag);
        }
        return flag == 1;
    }

    private static StoredChunk readBase(ByteBuffer in) {
        Sha256 digest = Sha256.read(in);
        var pack = new PackId(Token.read(in));
        return new StoredChunk(digest, in.getInt(), pack, in.getInt(), in.getInt(), null);
    }
}
