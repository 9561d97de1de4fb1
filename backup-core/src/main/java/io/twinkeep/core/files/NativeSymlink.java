package io.twinkeep.core.files;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Reads and makes symlinks with exactly the target's bytes. {@code java.nio.file} tidies targets ({@code a//b/} becomes
 * {@code a/b}) and decodes them with the locale's charset, so we ask the C library. Targets are bytes as ISO-8859-1
 * characters.
 */
final class NativeSymlink {
    private static final int LONGEST_TARGET = 4096;
    private static final int ENOSPC = 28;
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final AddressLayout TEXT = ValueLayout.ADDRESS;
    private static final MethodHandle SYMLINK =
            function("symlink", FunctionDescriptor.of(ValueLayout.JAVA_INT, TEXT, TEXT));
    private static final MethodHandle READLINK =
            function("readlink", FunctionDescriptor.of(ValueLayout.JAVA_LONG, TEXT, TEXT, ValueLayout.JAVA_LONG));

    private NativeSymlink() {}

    static String read(Path link) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var target = arena.allocate(LONGEST_TARGET);
            long length = (long) call(READLINK, state, text(arena, PathBytes.bytes(link)), target, target.byteSize());
            if (length < 0) {
                throw failure(link, "the symlink can't be read", state);
            }
            byte[] bytes = target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    static void make(Path link, String target) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var from = text(arena, target.getBytes(StandardCharsets.ISO_8859_1));
            int result = (int) call(SYMLINK, state, from, text(arena, PathBytes.bytes(link)));
            if (result != 0) {
                throw failure(link, "the symlink can't be made", state);
            }
        }
    }

    private static MemorySegment text(Arena arena, byte[] bytes) {
        var text = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return text;
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("a call into the C library failed", e);
        }
    }

    private static IOException failure(Path link, String what, MemorySegment state) {
        int errno = state.get(ValueLayout.JAVA_INT, STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
        String reason = errno == ENOSPC ? DiskFailures.NO_SPACE : what + " (errno " + errno + ")";
        return new FileSystemException(link.toString(), null, reason);
    }

    @SuppressWarnings("restricted") // a fixed signature of a C function that has not changed in decades
    private static MethodHandle function(String name, FunctionDescriptor signature) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), signature, Linker.Option.captureCallState("errno"));
    }
}
