package io.twinkeep.core.operation;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.ids.FilePath;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Globs over the paths of a model: {@code *} within a part, {@code **} across parts, {@code ?} one character,
 * {@code [abc]}, {@code {a,b}}. A glob without a slash matches a name at any depth; a glob that matches a directory
 * covers what is below it. A path passes if an include matches (or there is none) and no exclude does.
 */
public final class PathFilter {
    public static final PathFilter ALL = new PathFilter(List.of(), List.of());

    private final List<Pattern> includes;
    private final List<Pattern> excludes;

    private final Optional<Set<FilePath>> exact;

    public PathFilter(List<String> includes, List<String> excludes) {
        this(includes, excludes, Optional.empty());
    }

    private PathFilter(List<String> includes, List<String> excludes, Optional<Set<FilePath>> exact) {
        this.includes = includes.stream().map(PathFilter::pattern).toList();
        this.excludes = excludes.stream().map(PathFilter::pattern).toList();
        this.exact = exact;
    }

    /** Passes these paths, and nothing below them. */
    public static PathFilter only(Collection<FilePath> paths) {
        return new PathFilter(List.of(), List.of(), Optional.of(Set.copyOf(paths)));
    }

    public boolean passes(FilePath path) {
        if (exact.isPresent()) {
            return exact.get().contains(path);
        }
        String text = path.toString();
        boolean included = includes.isEmpty()
                || includes.stream().anyMatch(p -> p.matcher(text).matches());
        return included && excludes.stream().noneMatch(p -> p.matcher(text).matches());
    }

    public boolean isAll() {
        return includes.isEmpty() && excludes.isEmpty() && exact.isEmpty();
    }

    private static Pattern pattern(String glob) {
        String trimmed = glob.startsWith("/") ? glob.substring(1) : glob;
        trimmed = trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
        if (trimmed.isEmpty()) {
            throw new BadUsage("not a glob: '" + glob + "'");
        }
        String anywhere = glob.contains("/") ? "" : "(?:.*/)?";
        try {
            return Pattern.compile(anywhere + regex(trimmed) + "(?:/.*)?", Pattern.DOTALL);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new BadUsage("not a glob: '" + glob + "'", e.getDescription(), e);
        }
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> {
                    boolean deep = i + 1 < glob.length() && glob.charAt(i + 1) == '*';
                    boolean parts = deep && i + 2 < glob.length() && glob.charAt(i + 2) == '/';
                    regex.append(parts ? "(?:.*/)?" : deep ? ".*" : "[^/]*");
                    i += parts ? 2 : deep ? 1 : 0;
                }
                case '?' -> regex.append("[^/]");
                case '[', ']' -> regex.append(c);
                case '{' -> {
                    regex.append("(?:");
                    braces++;
                }
                case '}' -> {
                    regex.append(braces > 0 ? ")" : "\\}");
                    braces = Math.max(0, braces - 1);
                }
                case ',' -> regex.append(braces > 0 ? "|" : ",");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
