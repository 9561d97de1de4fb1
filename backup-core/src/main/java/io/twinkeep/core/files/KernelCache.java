package io.twinkeep.core.files;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** What Java can't say about the kernel's memory of files. */
final class KernelCache {
    private static final int READ_ONLY = 0;
    private static final int DONT_NEED = 4;
    private static final MethodHandle OPEN = function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle ADVISE = function(
            "posix_fadvise",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private KernelCache() {}

    /** Asks the kernel to drop what it remembers of the file. An advice: there is nothing to do when it is not taken. */
    static void forget(Path file) {
        byte[] name = PathBytes.bytes(file.toAbsolutePath());
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocate(name.length + 1L);
            MemorySegment.copy(name, 0, text, ValueLayout.JAVA_BYTE, 0, name.length);
            int descriptor = (int) OPEN.invokeExact(text, READ_ONLY);
            if (descriptor >= 0) {
                int advised = (int) ADVISE.invokeExact(descriptor, 0L, 0L, DONT_NEED);
                int closed = (int) CLOSE.invokeExact(descriptor);
                assert advised >= 0 && closed >= -1;
            }
        } catch (Throwable e) {
            throw new IllegalStateException("a call into the C library failed", e);
        }
    }

    @SuppressWarnings("restricted") // fixed signatures of C functions that have not changed in decades
    private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
    }
}
