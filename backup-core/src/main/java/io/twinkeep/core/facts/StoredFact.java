package io.twinkeep.core.facts;

import java.util.Arrays;

/**
 * One entry of the catalogue in stored form.
 *
 * @param kind what it is, 1 to 65,535: see {@link FactCodec}
 * @param version of the kind's form, 1 to 255
 * @param bytes its fields, at most {@value #MAX_BYTES} bytes; not copied, so they must not be changed any more
 */
public record StoredFact(int kind, int version, byte[] bytes) {
    public static final int MAX_BYTES = 64 << 20;

    public StoredFact {
        if (kind < 1 || kind > 0xffff || version < 1 || version > 0xff || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "not a fact: kind " + kind + ", version " + version + ", " + bytes.length + " bytes");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredFact fact
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
