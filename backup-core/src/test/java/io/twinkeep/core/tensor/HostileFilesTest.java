package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a file holds, its extents cover it and its spans cover its extents; nothing throws, nothing takes long. */
class HostileFilesTest {
    private static final long[] NUMBERS = {
        0, 1, -1, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, Long.MAX_VALUE, Long.MIN_VALUE, 1_000_000, 1L << 32
    };

    enum Format {
        SAFETENSORS {
            @Override
            void write(TestWeights weights, ByteArrayOutputStream out) throws IOException {
                WeightFiles.safetensors(weights, out);
            }
        },
        GGUF {
            @Override
            void write(TestWeights weights, ByteArrayOutputStream out) throws IOException {
                WeightFiles.gguf(weights, out);
            }
        },
        PYTORCH {
            @Override
            void write(TestWeights weights, ByteArrayOutputStream out) throws IOException {
                WeightFiles.pyTorch(weights, out);
            }
        };

        abstract void write(TestWeights weights, ByteArrayOutputStream out) throws IOException;

        byte[] small() throws IOException {
            var tensors = TestWeights.transformer(1, TestWeights.Kind.BF16, 1, 4);
            var out = new ByteArrayOutputStream();
            write(tensors, out);
            return out.toByteArray();
        }
    }

    /** By the thread's own processor time, which a busy machine hardly stretches. */
    private static void assertBusyFor(Duration atMost, ThrowingCallable work) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        assertThatCode(work).doesNotThrowAnyException();
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(atMost);
    }

    @ParameterizedTest
    @EnumSource
    void aFileCutOffAnywhereIsCovered(Format format) throws IOException {
        byte[] file = format.small();
        assertThat(Layouts.tensors(check(file))).hasSize(10);

        for (int length = 0; length < file.length; length++) {
            check(Arrays.copyOf(file, length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileWithAnyByteWrongIsCovered(Format format) throws IOException {
        byte[] file = format.small();
        for (int i = 0; i < file.length; i++) {
            for (int mask : new int[] {1, 0x80, 0xff}) {
                byte[] wrong = file.clone();
                wrong[i] ^= (byte) mask;
                check(wrong);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileWithAnyNumberReplacedIsCovered(Format format) throws IOException {
        byte[] file = format.small();
        for (int i = 0; i + 8 <= file.length; i++) {
            for (long number : NUMBERS) {
                check(replaced(file, i, number, 8));
                check(replaced(file, i, number, 4));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileWithManyRandomMistakesIsCovered(Format format) throws IOException {
        byte[] file = format.small();
        var random = new Random(20260101);
        assertBusyFor(Duration.ofSeconds(40), () -> {
            for (int i = 0; i < 20_000; i++) {
                check(mutated(file, random));
            }
        });
    }

    @Test
    void aHeaderOfNestedListsEndsSoon() {
        for (String bomb :
                List.of("{\"a\":" + "[".repeat(5_000_000), "{\"a\":".repeat(1_000_000), "{" + "\0".repeat(1 << 20))) {
            assertBusyFor(Duration.ofSeconds(10), () -> check(safetensors(bomb)));
        }
    }

    @Test
    void aHeaderOfMillionsOfEmptyListsIsNotParsed() {
        assertThat(check(safetensors("{\"a\":[" + "[],".repeat(5_000_000) + "[]]}")))
                .hasSize(1);
    }

    @Test
    void aHundredThousandTensorsAreFoundInTheirOrder() {
        var json = new StringBuilder("{");
        for (int i = 99_999; i >= 0; i--) {
            json.append("\"tensor.%d\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[%d,%d]}%s"
                    .formatted(i, i, i + 1, i == 0 ? "}" : ","));
        }
        byte[] file = new LittleEndian()
                .bytes(safetensors(json.toString()))
                .bytes(new byte[100_000])
                .toBytes();

        assertBusyFor(Duration.ofSeconds(20), () -> assertThat(check(file)).hasSize(100_001));
    }

    @Test
    void aMillionTensorsInOneFileAreStillFoundAndOneMoreIsNot() {
        assertBusyFor(Duration.ofSeconds(40), () -> {
            assertThat(Layouts.of(ggufOf(1_000_000), 200L << 20)).hasSize(1_000_002);
            assertThat(Layouts.of(ggufOf(1_000_000 + 1), 200L << 20)).hasSize(1);
        });
    }

    private static LittleEndian ggufOf(int tensors) {
        var header = new LittleEndian().text("GGUF").u32(3).u64(tensors).u64(0);
        for (int i = 0; i < tensors; i++) {
            header.sized("t" + i).u32(1).u64(1).u32(24).u64(i);
        }
        return header;
    }

    private static List<Extent> check(byte[] content) {
        List<Extent> extents = Layouts.of(content);
        long end = 0;
        for (Span span : ChunkCuts.plan(extents)) {
            if (span.offset() != end || !span.cutByContent() && span.length() > ChunkCuts.MAX_CHUNK) {
                fail("wrong at " + end + ": " + span);
            }
            end += span.length();
        }
        assertThat(end).isEqualTo(content.length);
        return extents;
    }

    private static byte[] safetensors(String json) {
        return new LittleEndian().u64(json.length()).text(json).toBytes();
    }

    private static byte[] replaced(byte[] file, int position, long number, int bytes) {
        byte[] wrong = file.clone();
        for (int b = 0; b < bytes; b++) {
            wrong[position + b] = (byte) (number >>> (8 * b));
        }
        return wrong;
    }

    private static byte[] mutated(byte[] file, Random random) {
        byte[] wrong = Arrays.copyOf(file, random.nextInt(4) == 0 ? random.nextInt(file.length + 1) : file.length);
        for (int i = random.nextInt(8); i >= 0 && wrong.length > 8; i--) {
            int position = random.nextInt(wrong.length - 8);
            switch (random.nextInt(4)) {
                case 0 -> wrong[position] ^= (byte) (1 << random.nextInt(8));
                case 1 -> wrong[position] = (byte) "0123456789[]{},:\"-".charAt(random.nextInt(18));
                case 2 -> System.arraycopy(file, random.nextInt(wrong.length - 8), wrong, position, 8);
                default -> wrong = replaced(wrong, position, NUMBERS[random.nextInt(NUMBERS.length)], 4);
            }
        }
        return wrong;
    }
}
