package io.twinkeep.core.operation;

import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.outputs.OutputKeys;
import io.twinkeep.core.outputs.OutputStore;
import io.twinkeep.core.placed.PlacedHeader;
import io.twinkeep.core.placed.PlacedObject;
import io.twinkeep.core.records.RecordLog;
import io.twinkeep.core.records.SegmentKey;
import io.twinkeep.core.repository.Layout;

/** The two kinds of objects that lie in folders of days, for those who treat them alike. */
enum DatedObjects {
    OUTPUTS(Layout.OUTPUTS, ObjectKind.OUTPUT, OutputStore.MAX_OBJECT) {
        @Override
        boolean isOurs(ObjectKey key) {
            return OutputKeys.isOurs(key);
        }
    },
    RECORDS(Layout.RECORDS, ObjectKind.RECORDS, RecordLog.MAX_OBJECT) {
        @Override
        boolean isOurs(ObjectKey key) {
            return SegmentKey.parse(key).isPresent();
        }
    };

    private final ObjectKey folder;
    private final ObjectKind kind;
    private final int maxObject;

    DatedObjects(ObjectKey folder, ObjectKind kind, int maxObject) {
        this.folder = folder;
        this.kind = kind;
        this.maxObject = maxObject;
    }

    abstract boolean isOurs(ObjectKey key);

    ObjectKey folder() {
        return folder;
    }

    /** No object of this kind is larger. */
    int maxObject() {
        return maxObject;
    }

    /**
     * Checks what can be checked without a key: that the object is whole, and lies where it was made for.
     *
     * @throws Corrupt if not
     * @throws io.twinkeep.core.errors.Refused if its format version is unknown
     */
    PlacedHeader check(ObjectKey key, byte[] object) {
        if (!PlacedObject.isWhole(object)) {
            throw new Corrupt(key + " is corrupt: its checksum does not fit");
        }
        return PlacedHeader.parse(object, kind, key, key.value());
    }

    /** As {@link #check}, in one word. */
    boolean isWhole(ObjectKey key, byte[] object) {
        try {
            check(key, object);
            return true;
        } catch (Corrupt e) {
            return false;
        }
    }
}
