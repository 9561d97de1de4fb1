package io.twinkeep.core.crypto;

/** What a sealed object is; the code is stored in its header, so the codes never change. */
public enum ObjectKind {
    PACK(1),
    SNAPSHOT(2),
    PIN(3),
    RELEASE(4),
    CLOSED(5),
    VERIFIED(6),
    OUTPUT(7),
    RECORDS(8);

    private final int code;

    ObjectKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static ObjectKind ofCode(int code) {
        for (ObjectKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }
}
