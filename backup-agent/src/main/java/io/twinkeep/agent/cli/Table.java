package io.twinkeep.agent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Rows with columns as wide as their widest cell. Columns whose head starts with {@code >} are flush right. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] flushRight;

    Table(String... heads) {
        flushRight = new boolean[heads.length];
        for (int i = 0; i < heads.length; i++) {
            flushRight[i] = heads[i].startsWith(">");
        }
        row((Object[]) Arrays.stream(heads)
                .map(head -> head.startsWith(">") ? head.substring(1) : head)
                .toArray(String[]::new));
    }

    /** A cell for each column. */
    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).map(Printable::line).toArray(String[]::new));
        return this;
    }

    /** The lines, without the last line end. */
    String text() {
        return rows.stream().map(this::line).collect(Collectors.joining("\n"));
    }

    private String line(String[] row) {
        var line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String padding = " ".repeat(width(i) - row[i].length());
            line.append(i == 0 ? "" : "  ").append(flushRight[i] ? padding + row[i] : row[i] + padding);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    }
}
