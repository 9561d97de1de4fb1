package io.twinkeep.agent.spool;

import java.util.Arrays;

/**
 * One fact in stored form. The spool carries kinds and versions that it does not know.
 *
 * @param kind what it is, 1 to 65,535: see the constants
 * @param version of the kind's form, 1 to 255
 * @param bytes the fact, at most {@value #MAX_BYTES} bytes; not copied, so it must not be changed any more
 */
public record Fact(int kind, int version, byte[] bytes) {
    public static final int MAX_BYTES = 4 << 20;

    /** A {@link io.twinkeep.core.catalog.GenerationRecord}, in the form of {@link GenerationRecordCodec}. */
    public static final int GENERATION_RECORD = 1;

    /** The other facts of the catalogue, in the forms of {@link CatalogFacts}. */
    static final int HEARTBEAT = 2;

    static final int JOB_RUN = 3;
    static final int REPOSITORY_USE = 4;
    static final int SNAPSHOT = 5;
    static final int VERSION = 6;
    static final int DEPLOYMENT = 7;
    static final int AUDIT_EVENT = 8;

    public Fact {
        if (kind < 1 || kind > 0xffff || version < 1 || version > 0xff || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "not a fact: kind " + kind + ", version " + version + ", " + bytes.length + " bytes");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fact fact
                && kind == fact.kind
                && version == fact.version
                && Arrays.equals(bytes, fact.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "fact of kind " + kind + ", version " + version + ", " + bytes.length + " bytes";
    }
}
