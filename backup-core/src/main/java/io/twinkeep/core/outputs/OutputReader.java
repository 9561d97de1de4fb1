package io.twinkeep.core.outputs;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.ObjectCipher;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.objectstore.ByteRange;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.placed.PlacedHeader;
import io.twinkeep.core.placed.PlacedObject;
import io.twinkeep.core.repository.Repository;
import java.security.MessageDigest;

/** Reads outputs, and believes nothing that does not open. As thread-safe as its store. */
final class OutputReader {
    /** No object of an output is larger. */
    static final int MAX_OBJECT =
            OutputCodec.MAX_START + ObjectCipher.sealedLength(OutputStore.PART) + PlacedObject.TAIL;

    private final Repository repository;

    OutputReader(Repository repository) {
        this.repository = repository;
    }

    Output output(ObjectInfo object) {
        if (object.size() == 0) {
            throw new Corrupt(name(object.key()) + " is corrupt: it is empty");
        }
        int length = (int) Math.min(object.size(), OutputCodec.MAX_START);
        return output(object.key(), repository.store().get(object.key(), new ByteRange(0, length)));
    }

    Output output(ObjectKey place, byte[] start) {
        String what = name(place);
        PlacedHeader header = PlacedHeader.parse(start, ObjectKind.OUTPUT, place, what);
        byte[] index = PlacedObject.index(key(header, what), header, start, what);
        return OutputCodec.read(place, OutputCodec.parts(header, what), index, what);
    }

    /** Whether the object tells of the same content. */
    boolean holds(ObjectInfo object, Output output) {
        try {
            Output there = output(object);
            return there.digest().equals(output.digest())
                    && there.size() == output.size()
                    && there.parts() == output.parts();
        } catch (Corrupt | Missing e) {
            return false;
        }
    }

    byte[] content(ObjectKey place, byte[] object) {
        String what = name(place);
        PlacedHeader header = PlacedHeader.parse(object, ObjectKind.OUTPUT, place, what);
        return PlacedObject.content(key(header, what), header, object, what);
    }

    private DataKey key(PlacedHeader header, String what) {
        return header.key(repository.keys(), what);
    }

    void copy(Output output, OutputSink sink) {
        MessageDigest digest = Sha256.newDigest();
        long size = 0;
        for (int number = output.parts() == 0 ? 0 : 1; number <= output.parts(); number++) {
            ObjectKey place = number == 0 ? output.key() : output.part(number);
            byte[] content = content(place, repository.store().get(place, MAX_OBJECT));
            digest.update(content);
            size += content.length;
            sink.write(content);
        }
        if (size != output.size() || !Sha256.finish(digest).equals(output.digest())) {
            throw new Corrupt(name(output.key()) + " is corrupt: it does not come to its SHA-256");
        }
    }

    private String name(ObjectKey key) {
        return "output " + key + " in " + repository.store();
    }
}
