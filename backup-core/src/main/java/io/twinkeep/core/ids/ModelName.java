package io.twinkeep.core.ids;

/** A model's name: lower-case letters, digits, dot, underscore and hyphen, 1 to 100 of them. */
public record ModelName(String value) implements Comparable<ModelName> {
    public ModelName {
        if (!value.matches("[a-z0-9][a-z0-9._-]{0,99}")) {
            throw new IllegalArgumentException("not a model name: '" + value
                    + "' (1 to 100 of a-z, 0-9, '.', '_', '-', starting with a letter or digit)");
        }
    }

    @Override
    public int compareTo(ModelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
