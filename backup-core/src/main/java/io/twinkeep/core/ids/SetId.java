package io.twinkeep.core.ids;

/**
 * A backup set: the epoch (which region was primary) and a number dense within it, both from 1. Sets are ordered by
 * these numbers, never by a clock.
 */
public record SetId(int epoch, int number) implements Comparable<SetId> {
    public static final SetId FIRST = new SetId(1, 1);

    public SetId {
        if (epoch < 1 || number < 1) {
            throw new IllegalArgumentException("not a backup set: " + epoch + "-" + number);
        }
    }

    /** @throws IllegalArgumentException unless the text is {@code epoch-number} */
    public static SetId parse(String text) {
        if (!text.matches("[1-9][0-9]{0,8}-[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("not a backup set: '" + text + "' (epoch-number, for example 1-7)");
        }
        int hyphen = text.indexOf('-');
        return new SetId(Integer.parseInt(text.substring(0, hyphen)), Integer.parseInt(text.substring(hyphen + 1)));
    }

    public SetId next() {
        return new SetId(epoch, number + 1);
    }

    @Override
    public int compareTo(SetId other) {
        return epoch != other.epoch ? Integer.compare(epoch, other.epoch) : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return epoch + "-" + number;
    }
}
