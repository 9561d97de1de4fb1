package io.twinkeep.core.files;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Prints a listing in hexadecimal; run in a process of its own, because the locale is fixed when Java starts. */
final class ListingMain {
    private ListingMain() {}

    public static void main(String[] arguments) {
        try (var tree = FileTrees.source(arguments[0], VfsSettings.DEFAULT)) {
            for (FileStat stat : tree.list()) {
                if (stat.kind() == FileStat.Kind.FILE) {
                    tree.open(stat.path()).close();
                }
                System.out.println(hex(stat.path().bytes()) + " " + stat.kind() + " " + stat.size() + " "
                        + hex(stat.target().getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
