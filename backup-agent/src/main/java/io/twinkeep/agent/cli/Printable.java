package io.twinkeep.agent.cli;

/** Text from elsewhere, made safe for a terminal: a repository's names must not move the cursor or forge lines. */
final class Printable {
    private Printable() {}

    /** Control characters and line breaks as escapes. */
    static String line(String text) {
        return escaped(text, false);
    }

    /** The same, but line breaks stay. */
    static String lines(String text) {
        return escaped(text, true);
    }

    private static String escaped(String text, boolean lineBreaks) {
        var out = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (!Character.isISOControl(c) || c == '\n' && lineBreaks) {
                out.append(c);
            } else {
                out.append(String.format("\\x%02x", (int) c));
            }
        }
        return out.toString();
    }
}
