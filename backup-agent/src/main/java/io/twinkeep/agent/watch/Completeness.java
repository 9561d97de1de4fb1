package io.twinkeep.agent.watch;

import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.files.FileStat;
import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.files.SourceTree;
import io.twinkeep.core.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether a model's files are whole: safetensors as long as their headers say, and every shard there that an index names. */
final class Completeness {
    // As the format allows.
    private static final int MAX_HEADER = 100_000_000;
    private static final int LENGTH_BYTES = 8;
    private static final long MAX_INDEX = 64 << 20;

    private final SourceTree tree;
    private final List<FileStat> files;

    Completeness(SourceTree tree, List<FileStat> files) {
        this.tree = tree;
        this.files = files;
    }

    /** The first thing that is missing or cut, if any. */
    Optional<String> problem() {
        Set<String> names = new HashSet<>();
        files.forEach(file -> names.add(file.path().toString()));
        return files.stream()
                .filter(file -> file.kind() == FileStat.Kind.FILE)
                .map(file -> problem(file, names))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> problem(FileStat file, Set<String> names) {
        String name = file.path().toString();
        try {
            if (name.endsWith(".safetensors")) {
                return safetensors(file).map(what -> name + " " + what);
            }
            return name.endsWith(".index.json") ? index(file, names).map(what -> name + " " + what) : Optional.empty();
        } catch (BackupException e) {
            return Optional.of(name + " can't be read: " + e.getMessage());
        }
    }

    private Optional<String> safetensors(FileStat stat) {
        try (SourceFile file = tree.open(stat.path())) {
            byte[] start = new byte[LENGTH_BYTES];
            if (file.read(0, start, 0, LENGTH_BYTES) < LENGTH_BYTES) {
                return Optional.of("ends before its header");
            }
            long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (length <= 0 || length > MAX_HEADER) {
                return Optional.of("has no header yet");
            }
            byte[] header = new byte[(int) length];
            if (file.read(LENGTH_BYTES, header, 0, header.length) < length) {
                return Optional.of("ends within its header");
            }
            long wanted = LENGTH_BYTES + length + dataBytes(Json.object(header, "its header"));
            return file.size() < wanted
                    ? Optional.of("has " + file.size() + " of " + wanted + " bytes")
                    : Optional.empty();
        }
    }

    private static long dataBytes(Map<String, Object> header) {
        return header.values().stream()
                .map(tensor -> tensor instanceof Map<?, ?> fields ? fields.get("data_offsets") : null)
                .mapToLong(offsets ->
                        offsets instanceof List<?> two && two.size() == 2 && two.get(1) instanceof Long end ? end : 0)
                .max()
                .orElse(0);
    }

    private Optional<String> index(FileStat stat, Set<String> names) {
        if (stat.size() > MAX_INDEX) {
            return Optional.empty();
        }
        byte[] text = new byte[(int) stat.size()];
        try (SourceFile file = tree.open(stat.path())) {
            if (file.read(0, text, 0, text.length) < text.length) {
                return Optional.of("became shorter");
            }
        }
        String path = stat.path().toString();
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        Set<String> missing = new TreeSet<>();
        if (Json.object(text, "it").get("weight_map") instanceof Map<?, ?> shards) {
            shards.values().stream()
                    .map(shard -> folder + shard)
                    .filter(shard -> !names.contains(shard))
                    .forEach(missing::add);
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of("names " + missing + ", not there");
    }
}
