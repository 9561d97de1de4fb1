package io.twinkeep.core.pack;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.crypto.SealedHeader;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.SetId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a set's packs were made and the key they are sealed with. The header of a pack follows from this and its id, so
 * a chunk can be opened without fetching the header; a pack that lies elsewhere than it says does not open.
 */
public record PackOrigin(RepositoryId repository, ModelName model, SetId set, DataKey key) {
    SealedHeader header(PackId pack) {
        byte[] name = model.value().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer clear = ByteBuffer.allocate(16 + 1 + name.length + 8);
        repository.token().write(clear);
        clear.put((byte) name.length).put(name);
        clear.putInt(set.epoch()).putInt(set.number());
        return new SealedHeader(ObjectKind.PACK, key.id(), pack.token(), clear.array());
    }
}
