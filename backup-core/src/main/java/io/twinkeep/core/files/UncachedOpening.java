package io.twinkeep.core.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Opens files so that what is read is what the disk or the file server holds, not what the kernel remembers of it: by
 * direct reads, else by asking the kernel to forget the file first. Thread-safe.
 */
final class UncachedOpening implements LocalSourceTree.Opening {
    // Exported by the JDK, yet the compiler warns of its name, and that can't be suppressed.
    private static final String OPTION = "com.sun.nio.file.ExtendedOpenOption";
    private static final Set<OpenOption> DIRECT = option();

    private final Consumer<String> notes;
    private final Set<OpenOption> direct;
    private final AtomicBoolean told = new AtomicBoolean();

    /** @param notes told once if the file system can't be read directly */
    UncachedOpening(Consumer<String> notes) {
        this(notes, DIRECT);
    }

    /** @param direct what to open with for direct reads; empty where Java does not know of them */
    UncachedOpening(Consumer<String> notes, Set<OpenOption> direct) {
        this.notes = notes;
        this.direct = direct;
    }

    @Override
    public SourceFile open(Path file, String place) throws IOException {
        Optional<SourceFile> past = pastTheCache(file, place);
        if (past.isPresent()) {
            return past.get();
        }
        if (!told.getAndSet(true)) {
            notes.accept(Files.getFileStore(file) + " takes no direct reads; the kernel was asked to forget " + place
                    + " before it was read, which it may not have done");
        }
        try (var channel = channel(file, Set.of())) {
            // What is not on the disk yet can't be forgotten.
            channel.force(true);
        }
        KernelCache.forget(file);
        return new LocalSourceFile(channel(file, Set.of()), place);
    }

    private static Set<OpenOption> option() {
        try {
            for (Object option : Class.forName(OPTION).getEnumConstants()) {
                if (option.toString().equals("DIRECT") && option instanceof OpenOption direct) {
                    return Set.of(direct);
                }
            }
            return Set.of();
        } catch (ClassNotFoundException e) {
            return Set.of();
        }
    }

    private Optional<SourceFile> pastTheCache(Path file, String place) throws IOException {
        if (direct.isEmpty()) {
            return Optional.empty();
        }
        FileChannel channel;
        try {
            channel = channel(file, direct);
        } catch (IOException | UnsupportedOperationException e) {
            // Told apart by opening it again: a file that is gone fails there too.
            return Optional.empty();
        }
        try {
            int block = Math.toIntExact(Files.getFileStore(file).getBlockSize());
            var opened = new UncachedFile(channel, block, place);
            opened.tryOne();
            return Optional.of(opened);
        } catch (IOException | UnsupportedOperationException e) {
            channel.close();
            return Optional.empty();
        }
    }

    private static FileChannel channel(Path file, Set<OpenOption> more) throws IOException {
        var options = new HashSet<OpenOption>(more);
        options.add(StandardOpenOption.READ);
        options.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, options);
    }
}
